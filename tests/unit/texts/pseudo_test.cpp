#include "kiosk/screens/texts/pseudo.hpp"

#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

TEST(PseudoLocale, makes_words_longer_and_leaves_arguments_alone) {
  EXPECT_EQ(pseudo_message("en-XA", "Hold {amount} first"), "[Hóóļð {amount} fííŕšţ]");
  EXPECT_EQ(pseudo_message("en-XA", "{n, plural, one {# day} other {# days}}"),
            "[{n, plural, one {# ðááý} other {# ðááýš}}]");
}

TEST(PseudoLocale, turns_words_round) {
  EXPECT_EQ(pseudo_message("ar-XB", "Help"), "\u202EHelp\u202C");
  EXPECT_TRUE(is_pseudo_locale("ar-XB"));
  EXPECT_FALSE(is_pseudo_locale("ar"));
}

}  // namespace
}  // namespace kerb::kiosk
