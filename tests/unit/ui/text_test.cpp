#include <array>

#include "kiosk/presenters/png.hpp"
#include "kiosk/ui/text.hpp"
#include "kiosk/ui/type/characters.hpp"
#include "kiosk/ui/type/glyph_atlas.hpp"
#include "tests/unit/ui/stage.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr TextStyle kBody{24, Weight::regular};

class Text : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TextEngine::create();
    ASSERT_TRUE(made) << made.error().sentence();
    engine = std::move(*made);
  }
  std::unique_ptr<TextEngine> engine;
};

struct Sentence {
  const char* locale;
  const char* text;
  bool rtl;
};
constexpr std::array<Sentence, 14> kSentences{{
    {"en", "Hold your card here. €0.59/kWh", false},
    {"de", "Karte hier vorhalten, Ladevorgang läuft größtenteils", false},
    {"pl", "Przyłóż kartę tutaj, żółć", false},
    {"el", "Κρατήστε την κάρτα εδώ", false},
    {"ru", "Приложите карту сюда", false},
    {"vi", "Đặt thẻ vào đây để trả tiền, bắt đầu sạc ồ ắ", false},
    {"ar", "ضع بطاقتك هنا لدفع 0.59 € لكل كيلوواط", true},
    {"he", "הצמידו את הכרטיס לכאן, 0.59 €", true},
    {"hi", "अपना कार्ड यहाँ लगाएँ और फिर चार्ज करें", false},
    {"th", "แตะบัตรที่นี่เพื่อเริ่มชาร์จ", false},
    {"zh", "请在此处刷卡，然后开始充电。", false},
    {"ja", "ここにカードをかざしてください。", false},
    {"ko", "여기에 카드를 대 주세요.", false},
    {"zh-Hant", "請在此處感應卡片", false},
}};

TEST_F(Text, NoScriptMissesAGlyph) {
  for (const Sentence& sentence : kSentences) {
    engine->set_locale(sentence.locale);
    for (const Weight weight : {Weight::regular, Weight::semibold, Weight::bold}) {
      const TextLayout& layout = engine->layout(sentence.text, {24, weight});
      EXPECT_EQ(layout.missing, 0) << sentence.locale;
      EXPECT_EQ(layout.lines, 1) << sentence.locale;
      EXPECT_GT(layout.width, 100) << sentence.locale;
      EXPECT_EQ(layout.rtl, sentence.rtl) << sentence.locale;
      for (const PlacedGlyph& glyph : layout.glyphs) EXPECT_NE(glyph.glyph, 0U) << sentence.locale;
    }
  }
  EXPECT_TRUE(engine->font_errors().empty());
}

TEST_F(Text, UnknownCharactersAreCounted) {
  EXPECT_EQ(engine->layout("ok \xF3\xB0\x80\x80", kBody).missing, 1);  // a private use character
  EXPECT_EQ(engine->layout("plain", kBody).missing, 0);
}

TEST_F(Text, WrapsEveryScriptWithinItsBox) {
  for (const Sentence& sentence : kSentences) {
    engine->set_locale(sentence.locale);
    const TextLayout& layout = engine->layout(sentence.text, kBody, {170, 0, Align::start});
    EXPECT_GT(layout.lines, 1) << sentence.locale;
    EXPECT_LE(layout.width, 170.5F) << sentence.locale;
    EXPECT_EQ(layout.box_width, 170);
  }
}

TEST_F(Text, APriceStaysWithItsUnit) {
  const float box = engine->layout("Afterwards €0.119/", kBody).width + 1;
  const float price = engine->layout("€0.119/min", kBody).width;
  const float word = engine->layout("Afterwards", kBody).width;
  const TextLayout& both = engine->layout("Afterwards €0.119/min", kBody, {box, 0, Align::start});
  EXPECT_EQ(both.lines, 2);
  EXPECT_FLOAT_EQ(both.width, std::max(price, word)) << "the unit stands on a line of its own";
}

TEST_F(Text, EllipsisReportsTruncation) {
  const std::string text = "Payment was declined by your bank, please try another card";
  const TextLayout& one = engine->layout(text, kBody, {200, 1, Align::start});
  EXPECT_TRUE(one.truncated);
  EXPECT_EQ(one.lines, 1);
  EXPECT_LE(one.width, 200.5F);
  const TextLayout& all = engine->layout(text, kBody, {200, 0, Align::start});
  EXPECT_FALSE(all.truncated);
  const TextLayout& enough = engine->layout(text, kBody, {200, all.lines, Align::start});
  EXPECT_FALSE(enough.truncated);
  const TextLayout& too_few = engine->layout(text, kBody, {200, all.lines - 1, Align::start});
  EXPECT_TRUE(too_few.truncated);
  EXPECT_EQ(too_few.lines, all.lines - 1);
}

TEST_F(Text, AWordWiderThanItsBoxIsBrokenAndReported) {
  const TextLayout& layout =
      engine->layout("Ladeinfrastrukturbetreiber", kBody, {90, 0, Align::start});
  EXPECT_TRUE(layout.truncated);
  EXPECT_GT(layout.lines, 2);
  EXPECT_LE(layout.width, 90.5F);
}

TEST_F(Text, FiguresAreTabular) {
  EXPECT_FLOAT_EQ(engine->layout("111.11", kBody).width, engine->layout("888.88", kBody).width);
  EXPECT_NEAR(engine->layout("€12.64", {58, Weight::bold}).width,
              engine->layout("€70.18", {58, Weight::bold}).width, 0.5F);  // kerning with the sign
}

TEST_F(Text, StartAndEndFollowTheLocale) {
  const auto first_x = [&](Align align) {
    return engine->layout("kWh", kBody, {300, 0, align}).ink.x;
  };
  EXPECT_LT(first_x(Align::start), 1);
  EXPECT_GT(first_x(Align::end), 200);
  EXPECT_NEAR(first_x(Align::center), (300 - engine->layout("kWh", kBody).width) / 2, 1);
  engine->set_locale("ar");
  engine->begin_frame();
  EXPECT_TRUE(engine->rtl());
  EXPECT_GT(first_x(Align::start), 200);
  EXPECT_LT(first_x(Align::end), 1);
}

TEST_F(Text, ArabicIsJoinedAndReversed) {
  engine->set_locale("ar");
  // The same two letters apart and together: joined forms are other glyphs.
  const TextLayout joined = engine->layout("بب", kBody);
  const TextLayout apart = engine->layout("ب ب", kBody);
  ASSERT_EQ(joined.glyphs.size(), 2U);
  EXPECT_NE(joined.glyphs[0].glyph, apart.glyphs[0].glyph);
  const TextLayout mixed = engine->layout("כרטיס 123", kBody);
  EXPECT_TRUE(mixed.rtl);
}

TEST_F(Text, HostileTextIsBounded) {
  const std::string broken = "a\xFF\xC3(\xED\xA0\x80z";
  EXPECT_GE(engine->layout(broken, kBody).glyphs.size(), 4U);
  EXPECT_EQ(characters_of("\xF0\x9F\x94").size(), 1U);  // cut in the middle
  EXPECT_EQ(characters_of("a\x01\x1B[31m\tb"),
            (std::vector<char32_t>{'a', '[', '3', '1', 'm', ' ', 'b'}));
  std::string endless;
  for (int i = 0; i < 100'000; ++i) endless += "ab ";
  EXPECT_EQ(characters_of(endless).size(), kMostCharacters);
  EXPECT_GT(engine->layout(endless, kBody, {300, 3, Align::start}).lines, 2);
  EXPECT_EQ(engine->layout("", kBody).lines, 1);
  EXPECT_EQ(engine->layout("", kBody).glyphs.size(), 0U);
  std::string overrides;
  for (int i = 0; i < 300; ++i)
    overrides +=
        "\xE2\x80\xAE"
        "x\xE2\x81\xA7";  // nested direction overrides
  EXPECT_GE(engine->layout(overrides, kBody, {100, 0, Align::start}).lines, 1);
  EXPECT_EQ(engine->layout("x", {1e6F, Weight::bold}).size_px, 400);
}

TEST_F(Text, EveryIconIsInTheFont) {
  for (const Icon icon : {Icon::bolt,
                          Icon::ev_station,
                          Icon::help,
                          Icon::language,
                          Icon::text_size,
                          Icon::light_mode,
                          Icon::dark_mode,
                          Icon::phone,
                          Icon::arrow_forward,
                          Icon::arrow_back,
                          Icon::chevron_forward,
                          Icon::chevron_back,
                          Icon::close,
                          Icon::check,
                          Icon::check_circle,
                          Icon::stop_circle,
                          Icon::warning,
                          Icon::error,
                          Icon::info,
                          Icon::lock,
                          Icon::card,
                          Icon::wallet,
                          Icon::smartphone,
                          Icon::receipt,
                          Icon::clock,
                          Icon::timer,
                          Icon::home,
                          Icon::cable,
                          Icon::power,
                          Icon::power_off,
                          Icon::car,
                          Icon::battery,
                          Icon::report,
                          Icon::flag,
                          Icon::screen,
                          Icon::euro,
                          Icon::payments,
                          Icon::wifi_off,
                          Icon::cloud_off,
                          Icon::refresh,
                          Icon::replay,
                          Icon::settings,
                          Icon::build,
                          Icon::dots,
                          Icon::touch,
                          Icon::parking,
                          Icon::block,
                          Icon::add,
                          Icon::remove,
                          Icon::play,
                          Icon::fast_forward,
                          Icon::volume,
                          Icon::schedule_send,
                          Icon::support}) {
    EXPECT_EQ(engine->icon_layout(static_cast<char32_t>(icon), 32).missing, 0)
        << std::hex << static_cast<int>(icon);
  }
  EXPECT_EQ(engine->icon_layout(U'\uE000' - 1, 32).missing, 1);
}

TEST_F(Text, AMissingFontNamesItsPackage) {
  FontFolders folders;
  folders.inter = "/nowhere";
  const auto none = TextEngine::create(folders);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "font.missing");
  EXPECT_NE(none.error().remedy.find("fonts-inter"), std::string::npos);
}

TEST_F(Text, AMissingFallbackFontIsReportedOnceAndTheTextStays) {
  FontFolders folders;
  folders.noto = "/nowhere";
  folders.noto_cjk = "/nowhere";
  auto poor = TextEngine::create(folders).value();
  const TextLayout& layout = poor->layout("Karte 卡片 หน้า", kBody);
  EXPECT_GT(layout.missing, 0);
  EXPECT_GT(layout.glyphs.size(), 8U);
  const std::size_t errors = poor->font_errors().size();
  EXPECT_GE(errors, 2U);
  poor->layout("再次 卡片", kBody);
  EXPECT_EQ(poor->font_errors().size(), errors);
  bool cjk = false;
  for (const hal::Error& error : poor->font_errors()) {
    cjk = cjk || error.remedy.find("fonts-noto-cjk") != std::string::npos;
  }
  EXPECT_TRUE(cjk);
}

TEST(GlyphAtlas, DropsItsPagesBetweenFramesAndDrawsTheSameAgain) {
  UiStage crowded(900, 700);
  UiStage fresh(900, 700);
  const Draw page = [](ScreenContext& ctx) {
    label(ctx, {20, 20, 600, 60},
          {.name = "a", .text = "Ready to charge", .style = {40, Weight::bold}, .colour = kBlack});
  };
  GlyphAtlas& atlas = crowded.renderer().text().atlas();
  const std::uint64_t generation = atlas.generation();
  for (int i = 0; i < 40 && atlas.pages() <= GlyphAtlas::kKeptPages; ++i) {
    crowded.draw([&](ScreenContext& ctx) {
      const std::string all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      label(ctx, {0, 0, 900, 700},
            {.name = "b",
             .text = all,
             .style = {static_cast<float>(300 + i), Weight::bold},
             .colour = kBlack});
    });
  }
  EXPECT_GT(atlas.pages(), GlyphAtlas::kKeptPages);
  crowded.draw(page);
  EXPECT_GT(atlas.generation(), generation);
  EXPECT_EQ(atlas.pages(), 1U);
  fresh.draw(page);
  EXPECT_EQ(copy_of(crowded.renderer().view()), copy_of(fresh.renderer().view()));
}

TEST(GlyphAtlas, AHostileFrameGetsNoMoreThanItsPages) {
  UiStage stage(400, 300);
  stage.draw([](ScreenContext& ctx) {
    for (int size = 200; size < 400; size += 4) {
      label(ctx, {0, 0, 4000, 600},
            {.name = "x",
             .text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
             .style = {static_cast<float>(size), Weight::bold},
             .colour = kBlack});
    }
  });
  EXPECT_LE(stage.renderer().text().atlas().pages(), GlyphAtlas::kMostPages);
}

// For people: KERB_PICTURES=folder writes the sheet there.
TEST(I18nSheet, EveryTextIsInsideThePicture) {
  UiStage stage(1000, 900);
  const Frame frame = stage.draw([](ScreenContext& ctx) {
    page_ground(ctx);
    Rect page = ctx.area.inset(20);
    for (const Sentence& sentence : kSentences) {
      ctx.canvas.text_engine().set_locale(sentence.locale);
      Rect row = page.cut_top(58, 2);
      label(ctx, row.cut_left(560, 20),
            {.name = sentence.locale,
             .text = sentence.text,
             .style = kBody,
             .colour = ctx.palette.ink});
      label(ctx, row,
            {.name = std::string(sentence.locale) + ".bold",
             .text = sentence.text,
             .style = {20, Weight::bold},
             .colour = ctx.palette.busy});
    }
    ctx.canvas.text_engine().set_locale("en");
  });
  for (const TextMark& mark : stage.marks) {
    EXPECT_EQ(mark.missing, 0);
    EXPECT_FALSE(mark.truncated);
    EXPECT_TRUE(Rect({0, 0, 1000, 900}).contains(mark.ink));
  }
  if (const char* folder = std::getenv("KERB_PICTURES")) {
    EXPECT_TRUE(write_png(std::filesystem::path(folder) / "i18n.png", frame.view));
  }
}

}  // namespace
}  // namespace kerb::kiosk::ui
