#include "cityloop/io/store/rows.h"

#include <gtest/gtest.h>

#include "tests/store/world.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder

/// Every shorter form of `bytes`, and one with a byte too many, must be refused without reading past the end (the
/// sanitizer build watches).
template <class Decode>
void expect_only_whole(const std::string& bytes, Decode decode) {
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const std::string part = bytes.substr(0, n);  // own buffer: reading past its end is seen
    EXPECT_EQ(fault_of([&] { decode(part); }), Fault::bad_input) << n;
  }
  EXPECT_EQ(fault_of([&] { decode(bytes + '\0'); }), Fault::bad_input);
  EXPECT_EQ(fault_of([&] { decode(bytes); }), std::nullopt);
}

TEST(Rows, CriterionIsExactAndTruncationIsRefused) {
  const Assessment a = awkward_assessment({});
  const std::string bytes = encode(*a.criteria[1]);
  EXPECT_EQ(*decode_criterion(bytes), *a.criteria[1]);
  expect_only_whole(bytes, [](std::string_view b) { (void)decode_criterion(b); });
}

TEST(Rows, TotalsAreExactAndTruncationIsRefused) {
  Assessment a = awkward_assessment({3, 4});
  const std::string bytes = encode_totals(a);
  a.criteria.clear();  // they have rows of their own
  EXPECT_TRUE(same(decode_totals(bytes), a));
  expect_only_whole(bytes, [](std::string_view b) { (void)decode_totals(b); });
}

TEST(Rows, FindingsAreExactAndTruncationIsRefused) {
  const std::string bytes = encode(awkward_findings());
  EXPECT_EQ(encode(decode_findings(bytes)), bytes);
  expect_only_whole(bytes, [](std::string_view b) { (void)decode_findings(b); });
}

TEST(Rows, NoByteOfAResultCanMakeDecodingAnythingButAnErrorOrAValue) {
  const std::string bytes = encode(awkward_findings());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const char with : {'\x00', '\x01', '\x7f', '\xff'}) {
      std::string broken = bytes;
      broken[i] = with;
      const auto fault = fault_of([&] { (void)decode_findings(broken); });
      EXPECT_TRUE(!fault || *fault == Fault::bad_input) << i;
    }
}

TEST(Rows, PiecesOfAFieldMakeTheField) {
  for (const std::size_t rows :
       {std::size_t{0}, std::size_t{1}, kFieldRows, kFieldRows + 1, 2 * kFieldRows}) {
    const Field field = awkward_field(rows, 5, rows % 2 == 1);
    EXPECT_EQ(pieces(rows), (rows + kFieldRows - 1) / kFieldRows);
    Field back;
    for (std::size_t i = 0; i < pieces(rows); ++i) {
      const FieldPiece p = to_piece(field, i);
      append_piece(back, p.value, p.mark, p.standard_error);
    }
    EXPECT_EQ(back, field) << rows;
  }
}

TEST(Rows, PieceWhoseColumnsDisagreeIsRefused) {
  Field field;
  EXPECT_EQ(fault_of([&] { append_piece(field, std::string(8, 'x'), std::string(3, '\0'), {}); }),
            Fault::bad_input);
  EXPECT_EQ(fault_of([&] { append_piece(field, std::string(4, 'x'), "\x09", {}); }), Fault::bad_input);
  EXPECT_EQ(fault_of([&] { append_piece(field, std::string(4, 'x'), std::string(1, '\0'), "ab"); }),
            Fault::bad_input);
}

}  // namespace
}  // namespace cityloop
