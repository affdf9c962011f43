#include "kiosk/ui/raster/tile_damage.hpp"

#include <algorithm>
#include <cstring>

#include "kiosk/ui/image.hpp"

namespace kerb::kiosk::ui::raster {
namespace {

std::uint64_t mixed_in(std::uint64_t hash, std::uint64_t value) {
  hash ^= value;
  hash *= 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

// The three products do not wait for each other: vertices are most of what there is to hash.
std::uint64_t hash_of(const ImDrawVert& vertex) {
  static_assert(sizeof(ImDrawVert) == 20);
  std::uint64_t words[3] = {};
  std::memcpy(words, &vertex, sizeof vertex);
  const std::uint64_t sum = (words[0] ^ 0xA0761D6478BD642FULL) * 0x9E3779B97F4A7C15ULL +
                            (words[1] ^ 0xE7037ED1A0B428DBULL) * 0xC2B2AE3D27D4EB4FULL +
                            (words[2] ^ 0x8EBC6AF09C88C6E3ULL) * 0xD6E8FEB86659FD93ULL;
  return sum ^ (sum >> 32U);
}

std::uint64_t command_hash(const ImDrawCmd& command) {
  const auto* texture = static_cast<const Texture*>(command.GetTexID());
  std::uint64_t clip[2];
  std::memcpy(clip, &command.ClipRect, sizeof clip);
  return mixed_in(mixed_in(mixed_in(1, texture == nullptr ? 0 : texture->serial), clip[0]),
                  clip[1]);
}

int tile_at(float position, int last) {
  return std::clamp(static_cast<int>(std::max(position, 0.0F)) / kTile, 0, last);
}

}  // namespace

void TileDamage::note_box(const Box& box, std::uint64_t hash) {
  const int x0 = tile_at(box.left, across_ - 1);
  const int x1 = tile_at(box.right, across_ - 1);
  const int y1 = tile_at(box.bottom, down_ - 1);
  for (int y = tile_at(box.top, down_ - 1); y <= y1; ++y) {
    std::uint64_t* row = now_.data() + static_cast<std::ptrdiff_t>(y) * across_;
    for (int x = x0; x <= x1; ++x) row[x] = mixed_in(row[x], hash);
  }
}

void TileDamage::note_command(const ImDrawList& list, const ImDrawCmd& command) {
  const ImVec4& clip = command.ClipRect;
  if (clip.x >= clip.z || clip.y >= clip.w) return;
  const std::uint64_t start = command_hash(command);
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const std::uint64_t* hashes = vertex_hashes_.data() + command.VtxOffset;
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
    const ImDrawVert& a = vertices[indices[i]];
    const ImDrawVert& b = vertices[indices[i + 1]];
    const ImDrawVert& c = vertices[indices[i + 2]];
    Box box{std::min({a.pos.x, b.pos.x, c.pos.x}), std::min({a.pos.y, b.pos.y, c.pos.y}),
            std::max({a.pos.x, b.pos.x, c.pos.x}), std::max({a.pos.y, b.pos.y, c.pos.y})};
    std::uint64_t hash =
        start + hashes[indices[i]] * 3 + hashes[indices[i + 1]] * 5 + hashes[indices[i + 2]] * 7;
    const bool pair = i + 5 < command.ElemCount && indices[i + 3] == indices[i] &&
                      indices[i + 4] == indices[i + 2];
    if (pair) {  // the other half of a four-cornered shape
      const ImDrawVert& d = vertices[indices[i + 5]];
      box = {std::min(box.left, d.pos.x), std::min(box.top, d.pos.y), std::max(box.right, d.pos.x),
             std::max(box.bottom, d.pos.y)};
      hash += hashes[indices[i + 5]] * 11;
      i += 3;
    }
    box = {std::max(clip.x, box.left), std::max(clip.y, box.top), std::min(clip.z, box.right),
           std::min(clip.w, box.bottom)};
    if (box.left <= box.right && box.top <= box.bottom) note_box(box, hash);
  }
}

bool TileDamage::repeats(const ImDrawData& data, std::uint32_t clear) {
  std::swap(commands_, commands_before_);
  commands_.clear();
  const auto add = [this](const void* first, std::size_t octets) {
    const auto* from = static_cast<const char*>(first);
    commands_.insert(commands_.end(), from, from + octets);
  };
  add(&clear, sizeof clear);
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      const std::uint64_t parts[] = {command_hash(command), command.IdxOffset, command.VtxOffset,
                                     command.ElemCount};
      add(parts, sizeof parts);
    }
    add(list.VtxBuffer.Data, static_cast<std::size_t>(list.VtxBuffer.size_in_bytes()));
    add(list.IdxBuffer.Data, static_cast<std::size_t>(list.IdxBuffer.size_in_bytes()));
  }
  return commands_ == commands_before_;
}

void TileDamage::note(const ImDrawData& data, std::uint32_t clear) {
  now_.assign(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_), clear);
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    vertex_hashes_.clear();
    for (const ImDrawVert& vertex : list.VtxBuffer) vertex_hashes_.push_back(hash_of(vertex));
    for (const ImDrawCmd& command : list.CmdBuffer) note_command(list, command);
  }
}

std::vector<Clip> TileDamage::runs() const {
  std::vector<Clip> out;
  std::size_t above = 0;  // where the previous row of runs begins
  for (int y = 0; y < down_; ++y) {
    const std::size_t row_begin = out.size();
    const std::size_t above_end = row_begin;
    for (int x = 0; x < across_;) {
      const auto differs = [&](int at) {
        const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(across_) +
                              static_cast<std::size_t>(at);
        return now_[i] != before_[i];
      };
      if (!differs(x)) {
        ++x;
        continue;
      }
      int end = x;
      while (end < across_ && differs(end)) ++end;
      out.push_back({x * kTile, y * kTile, std::min(width_, end * kTile),
                     std::min(height_, (y + 1) * kTile)});
      x = end;
    }
    // A row of runs that repeats the one above grows it downwards: fewer, larger rectangles.
    const std::size_t count = out.size() - row_begin;
    const bool repeats =
        count > 0 && count == above_end - above &&
        std::equal(out.begin() + static_cast<std::ptrdiff_t>(row_begin), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(above),
                   [&](const Clip& below, const Clip& over) {
                     return below.x0 == over.x0 && below.x1 == over.x1 && below.y0 == over.y1;
                   });
    if (repeats) {
      for (std::size_t i = above; i < above_end; ++i)
        out[i].y1 = std::min(height_, (y + 1) * kTile);
      out.resize(row_begin);
    } else {
      above = row_begin;
    }
  }
  return out;
}

std::vector<Clip> TileDamage::changed(const ImDrawData& data, int width, int height,
                                      std::uint32_t clear) {
  const bool whole = !valid_ || width != width_ || height != height_;
  const bool same = repeats(data, clear);
  if (same && !whole) {
    tiles_changed_ = 0;
    return {};
  }
  width_ = width;
  height_ = height;
  across_ = (width + kTile - 1) / kTile;
  down_ = (height + kTile - 1) / kTile;
  valid_ = true;
  note(data, clear);
  std::vector<Clip> out;
  if (whole) {
    tiles_changed_ = tiles();
    out.push_back({0, 0, width, height});
  } else {
    tiles_changed_ = 0;
    for (std::size_t i = 0; i < now_.size(); ++i) tiles_changed_ += now_[i] != before_[i] ? 1 : 0;
    if (tiles_changed_ > 0) out = runs();
  }
  std::swap(now_, before_);
  return out;
}

}  // namespace kerb::kiosk::ui::raster
