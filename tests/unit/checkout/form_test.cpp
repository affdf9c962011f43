#include "payment/checkout/form.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::checkout {
namespace {

TEST(Form, EscapesEveryOctetThatIsNotUnreservedAsRfc3986Says) {
  Form form;
  form.add("line_items[0][price_data][currency]", "eur");
  form.add("name", "Laden an Anschluss 2 – 50 % & mehr = gut+\n");
  form.add("plain", "aZ09-._~");
  form.add("count", 1264);
  form.add("empty", "");
  EXPECT_EQ(form.text(),
            "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=eur&"
            "name=Laden%20an%20Anschluss%202%20%E2%80%93%2050%20%25%20%26%20mehr%20%3D%20gut%2B%0A&"
            "plain=aZ09-._~&count=1264&empty=");
}

TEST(Form, IsEmptyAtFirst) {
  EXPECT_EQ(Form().text(), "");
}

}  // namespace
}  // namespace kerb::payment::checkout
