#include "tests/unit/ui/stage.hpp"

namespace kerb::kiosk::ui {
namespace {

TEST(SemanticTree, ADialogTakesTheRestOutOfReach) {
  UiStage stage;
  stage.draw([](ScreenContext& ctx) {
    button(ctx, {10, 10, 300, 80}, {.name = "behind", .label = "Behind", .action = Back{}});
    const Rect inside =
        dialog(ctx, {.name = "leaving", .label = "Are you still there?", .size = {500, 300}});
    button(ctx, {inside.x, inside.y, 200, 80},
           {.name = "stay", .label = "Yes", .action = StillHere{}});
  });
  EXPECT_EQ(stage.tree.find("behind"), nullptr);
  EXPECT_EQ(stage.tree.hit({50, 50}), nullptr);
  ASSERT_NE(stage.tree.find("stay"), nullptr);
  EXPECT_EQ(stage.tree.hit(stage.tree.find("stay")->bounds.centre())->name, "stay");
  EXPECT_EQ(stage.tree.reading_order().front()->name, "leaving");
  EXPECT_EQ(stage.tree.elements().size(), 3U);
}

TEST(SemanticTree, NamesThatOccurTwiceAreFound) {
  SemanticTree tree;
  Element element;
  for (const char* name : {"a", "b", "a"}) {
    element.name = name;
    tree.add(element);
  }
  EXPECT_EQ(tree.duplicates(), std::vector<std::string>{"a"});
  tree.begin_modal();
  EXPECT_TRUE(tree.duplicates().empty()) << "what is behind a dialog is nobody's";
}

TEST(SemanticTree, TheUppermostAndThenTheNearestIsHit) {
  SemanticTree tree;
  const auto add = [&](const char* name, Rect bounds) {
    Element element;
    element.name = name;
    element.bounds = bounds;
    element.touchable = true;
    tree.add(element);
  };
  add("card", {0, 0, 200, 200});
  add("on it", {20, 20, 100, 50});
  add("beside", {210, 0, 100, 200});
  EXPECT_EQ(tree.hit({50, 40})->name, "on it");
  EXPECT_EQ(tree.hit({150, 150})->name, "card");
  EXPECT_EQ(tree.hit({207, 100}, 6)->name, "beside");
  EXPECT_EQ(tree.hit({205, 300}, 6), nullptr);
}

TEST(Widgets, EveryDrawnTextIsInTheTree) {
  UiStage stage(1280, 1100);
  stage.draw(draw_sample_sheet);
  ASSERT_GT(stage.marks.size(), 20U);
  for (const TextMark& mark : stage.marks) {
    EXPECT_EQ(mark.missing, 0);
    if (mark.icon) continue;
    const bool covered = std::any_of(stage.tree.elements().begin(), stage.tree.elements().end(),
                                     [&](const Element& e) { return e.bounds.overlaps(mark.ink); });
    EXPECT_TRUE(covered) << mark.ink.x << ", " << mark.ink.y;
  }
  EXPECT_TRUE(stage.tree.duplicates().empty());
}

TEST(Widgets, APressedButtonLooksOtherwiseInTheSameFrame) {
  UiStage stage(400, 200);
  const Draw draw = [](ScreenContext& ctx) {
    button(ctx, {20, 20, 300, 80}, {.name = "go", .label = "Start", .action = Pay{}});
  };
  stage.draw(draw);
  const auto before = stage.renderer().view().pixels[60 * 400 + 40];
  stage.pressed = "go";
  stage.draw(draw);
  EXPECT_NE(stage.renderer().view().pixels[60 * 400 + 40], before);
}

TEST(Widgets, ASmallButtonIsLargeToTheFinger) {
  UiStage stage;
  stage.draw([](ScreenContext& ctx) {
    button(ctx, {300, 300, 20, 20}, {.name = "tiny", .icon = Icon::close});
  });
  const Element* tiny = stage.tree.find("tiny");
  ASSERT_NE(tiny, nullptr);
  EXPECT_GE(tiny->bounds.w, stage.metrics().target);
  EXPECT_GE(tiny->bounds.h, stage.metrics().target);
  EXPECT_TRUE(tiny->touchable);
}

TEST(Widgets, ALabelShrinksBeforeItIsCut) {
  UiStage stage;
  stage.draw([](ScreenContext& ctx) {
    const TextStyle style{30, Weight::bold};
    const float width = measure(ctx, "Ladevorgang beenden", style).w;
    label(ctx, {0, 0, width * 0.85F, 50},
          {.name = "shrinks",
           .text = "Ladevorgang beenden",
           .style = style,
           .colour = kBlack,
           .max_lines = 1,
           .shrink_to = 0.7F});
    label(ctx, {0, 60, width * 0.5F, 50},
          {.name = "cut",
           .text = "Ladevorgang beenden",
           .style = style,
           .colour = kBlack,
           .max_lines = 1,
           .shrink_to = 0.7F});
  });
  EXPECT_FALSE(stage.tree.find("shrinks")->truncated);
  EXPECT_TRUE(stage.tree.find("cut")->truncated);
  EXPECT_LT(stage.marks[0].size, 30);
}

TEST(Widgets, LightsFollowTheBook) {
  UiStage stage(400, 100);
  const auto lit = [&](hal::Lights lights, int at) {
    stage.draw(
        [&](ScreenContext& ctx) {
          contactless_lights(ctx, ctx.area, {.name = "lights", .means = "Ready", .lights = lights});
        },
        hal::Millis{at});
    std::size_t green = 0;
    for (const std::uint32_t pixel : stage.renderer().view().pixels)
      green += pixel == rgb(0x2BE58F) ? 1 : 0;
    return green;
  };
  const std::size_t one = lit(hal::Lights::ready_to_read, 1000);
  EXPECT_GT(one, 50U);
  EXPECT_EQ(lit(hal::Lights::off, 1000), 0U);
  EXPECT_EQ(lit(hal::Lights::alert, 1000), 0U);
  EXPECT_EQ(lit(hal::Lights::idle, 1000), 0U);
  EXPECT_EQ(stage.again_in, hal::Millis{4000});
  EXPECT_EQ(lit(hal::Lights::idle, 5100), one);
  EXPECT_EQ(stage.again_in, hal::Millis{100});
  // One after the other, 125 ms apart; then all four stay.
  const std::array<std::pair<int, double>, 8> steps{
      {{0, 1}, {124, 1}, {125, 2}, {249, 2}, {250, 3}, {375, 4}, {1124, 4}, {5000, 4}}};
  for (const auto& [at, lights] : steps) {
    EXPECT_NEAR(static_cast<double>(lit(hal::Lights::card_read, at)),
                lights * static_cast<double>(one), 4 * lights)
        << at;
  }
  EXPECT_EQ(stage.again_in, std::nullopt) << "nothing moves any more";
}

TEST(Widgets, TheIdleLightCostsTwoSmallDrawingsInFiveSeconds) {
  UiStage stage;
  const Draw page = [](ScreenContext& ctx) {
    contactless_lights(ctx, {300, 40, 200, 40}, {.name = "lights", .lights = hal::Lights::idle});
  };
  stage.draw(page, hal::Millis{0});
  int drawn = 0;
  for (hal::Millis at = *stage.again_in; at <= hal::Millis{5000}; at += *stage.again_in) {
    const Frame frame = stage.draw(page, at);
    ++drawn;
    EXPECT_LE(frame.tiles_drawn, 6) << at.count();
    const hal::PixelRect& damage = frame.damage;
    EXPECT_LE((damage.right - damage.left) * (damage.bottom - damage.top), 96 * 64) << at.count();
  }
  EXPECT_EQ(drawn, 2);
}

TEST(Widgets, ChartTopIsARoundFigureAboveTheCurve) {
  const auto top = [](std::int64_t watts) {
    const PowerPoint point{hal::Seconds{0}, hal::Watts{watts}};
    return chart_top({&point, 1}).count;
  };
  EXPECT_EQ(top(0), 5'000);
  EXPECT_EQ(top(21'900), 50'000);
  EXPECT_EQ(top(151'000), 200'000);
  EXPECT_EQ(top(720'000), 1'000'000);
  EXPECT_EQ(chart_top({}).count, 5'000);
}

TEST(Widgets, AMirroredScreenStartsAtTheRight) {
  UiStage stage;
  stage.renderer().text().set_locale("ar");
  Rect left;
  stage.draw([&](ScreenContext& ctx) {
    Rect area = ctx.area;
    left = area.cut_start(100, 0, ctx.rtl);
    label(ctx, {0, 0, 1000, 60},
          {.name = "a", .text = "شحن", .style = {30, Weight::bold}, .colour = kBlack});
  });
  EXPECT_EQ(left.right(), 1024);
  EXPECT_GT(stage.marks[0].ink.x, 800);
}

TEST(QrCode, IsBoundedAndHasItsFinders) {
  EXPECT_FALSE(make_qr(""));
  EXPECT_FALSE(make_qr(std::string(2001, 'x')));
  const QrCode code = make_qr("https://example.org/pay").value();
  EXPECT_GE(code.size, 21);
  EXPECT_TRUE(code.at(0, 0) && code.at(6, 0) && code.at(0, 6) && !code.at(1, 1) && code.at(3, 3));
}

TEST(Layout, CutsNeverOverlapOrLeaveTheArea) {
  Rect area{10, 10, 100, 50};
  const Rect top = area.cut_top(20, 5);
  const Rect end = area.cut_end(30, 5, false);
  EXPECT_FALSE(top.overlaps(area));
  EXPECT_FALSE(end.overlaps(area));
  EXPECT_EQ(area.w, 65);
  EXPECT_EQ(area.cut_top(1000).h, 25);
  EXPECT_TRUE(area.empty());
  EXPECT_EQ(columns({0, 0, 100, 10}, 3, 5).back().right(), 100);
  EXPECT_EQ(columns({0, 0, 100, 10}, 2, 0, true).front().x, 50);
  EXPECT_TRUE(columns({0, 0, 100, 10}, 0, 5).empty());
}

}  // namespace
}  // namespace kerb::kiosk::ui
