// The malformed-request corpus: what two programs could read differently is refused before any library sees it.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/http/malformed.h"

namespace cityloop::http {
namespace {

int status_for(const std::string& bytes) {
  const auto read = read_head(bytes, {});
  const auto* refused = std::get_if<Refused>(&read);
  return refused ? refused->status : 200;
}

TEST(Guard, RefusesEveryMalformedHead) {
  for (const testing::Malformed& m : testing::malformed_heads()) {
    EXPECT_GE(status_for(m.bytes), 400) << m.what;
    EXPECT_LT(status_for(m.bytes), 600) << m.what;
  }
}

TEST(Guard, LetsThroughWhatBrowsersSend) {
  for (const std::string& bytes : testing::sound_heads()) EXPECT_EQ(status_for(bytes), 200) << bytes;
}

TEST(Guard, DecodesPathAndQuery) {
  const auto read = read_head(
      "GET /api/v1/search?q=%E5%B0%8F%E5%AD%A6+1&framework=demo HTTP/1.1\r\nHost: city\r\n\r\n", {});
  const Head& head = std::get<Head>(read);
  EXPECT_EQ(head.path, "/api/v1/search");
  EXPECT_EQ(head.parameter("q"), "小学 1");
  EXPECT_EQ(head.parameter("framework"), "demo");
  EXPECT_EQ(head.parameter("other"), std::nullopt);
}

TEST(Guard, FieldNamesAreLowerCaseAndValuesTrimmed) {
  const auto read = read_head("GET / HTTP/1.1\r\nHOST:\t city \r\nX-Some-Thing:  a b  \r\n\r\n", {});
  const Head& head = std::get<Head>(read);
  EXPECT_EQ(head.field("host"), "city");
  EXPECT_EQ(head.field("x-some-thing"), "a b");
}

TEST(Guard, AHeadOnTheLimitPassesAndOneByteMoreDoesNot) {
  const std::string start = "GET / HTTP/1.1\r\nHost: city\r\nX: ", end = "\r\n\r\n";
  const Limits limits;
  const std::string fill(limits.head_bytes - start.size() - end.size(), 'a');
  EXPECT_EQ(status_for(start + fill + end), 200);
  EXPECT_EQ(status_for(start + fill + "a" + end), 431);
}

TEST(Guard, EncodingIsItsOwnInverse) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decoded(percent_encoded(all), false), all);
  EXPECT_EQ(percent_decoded("a%2", false), std::nullopt);
  EXPECT_EQ(percent_decoded("a%zz", false), std::nullopt);
}

/// Whatever the bytes are, reading them ends, and what passes is framed in one way only.
TEST(Guard, EveryCutAndEveryChangedByteOfASoundHeadIsAnswered) {
  const std::string sound =
      "POST /api/v1/whatif HTTP/1.1\r\nHost: city\r\nContent-Length: 12\r\nAccept: */*\r\n\r\n";
  for (std::size_t n = 0; n < sound.size(); ++n) EXPECT_GE(status_for(sound.substr(0, n)), 400) << n;
  for (std::size_t n = 0; n < sound.size(); ++n)
    for (const char c : {'\0', '\n', '\r', ' ', ':', '\x7f', '\x80'}) {
      std::string changed = sound;
      changed[n] = c;
      const auto read = read_head(changed, {});
      if (const auto* head = std::get_if<Head>(&read)) {
        EXPECT_FALSE(head->chunked && head->length) << n;
      }
    }
}

}  // namespace
}  // namespace cityloop::http
