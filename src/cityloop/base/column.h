#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cityloop/base/id.h"

namespace cityloop {

/// One value per thing of one kind, contiguous, indexed only by that kind.
template <class Idx, class T>
class Column {
 public:
  using index_type = Idx;
  using value_type = T;
  Column() = default;
  explicit Column(std::size_t n, T fill = {}) : v_(n, fill) {}
  explicit Column(std::vector<T> values) : v_(std::move(values)) {}
  T& operator[](Idx i) { return v_[i.v]; }
  const T& operator[](Idx i) const { return v_[i.v]; }
  Idx push_back(T x) {
    v_.push_back(std::move(x));
    return idx<Idx>(v_.size() - 1);
  }
  void resize(std::size_t n, T fill = {}) { v_.resize(n, fill); }
  void reserve(std::size_t n) { v_.reserve(n); }
  std::size_t size() const { return v_.size(); }
  bool empty() const { return v_.empty(); }
  std::span<const T> raw() const { return v_; }  // SIMD, hashing, the wire
  std::vector<T>& rows() { return v_; }          // decoding and sorting only
  friend bool operator==(const Column&, const Column&) = default;

 private:
  std::vector<T> v_;
};

/// Many values per thing (streets of a cell, points of an edge): one buffer and offsets, not a vector of vectors.
template <class Idx, class T>
class Ragged {
 public:
  using index_type = Idx;
  using value_type = T;
  std::span<const T> operator[](Idx i) const {
    return std::span<const T>{data_}.subspan(begin_[i.v], begin_[i.v + 1] - begin_[i.v]);
  }
  void push_back(std::span<const T> row) {
    data_.insert(data_.end(), row.begin(), row.end());
    begin_.push_back(data_.size());
  }
  std::size_t size() const { return begin_.size() - 1; }
  std::span<const T> raw() const { return data_; }
  std::span<const std::uint64_t> offsets() const { return begin_; }
  /// Rebuilds from parts; returns false (and stays empty) if the offsets are not monotone over `data`.
  bool assign(std::vector<T> data, std::vector<std::uint64_t> offsets) {
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != data.size()) return false;
    for (std::size_t i = 1; i < offsets.size(); ++i)
      if (offsets[i] < offsets[i - 1]) return false;
    data_ = std::move(data);
    begin_ = std::move(offsets);
    return true;
  }
  friend bool operator==(const Ragged&, const Ragged&) = default;

 private:
  std::vector<T> data_;
  std::vector<std::uint64_t> begin_{0};
};

/// The indices of a column, for range-for: `for (CellIdx c : each(column))`.
template <class Idx>
class Indices {
 public:
  class iterator {
   public:
    explicit iterator(std::size_t i) : i_{i} {}
    Idx operator*() const { return idx<Idx>(i_); }
    iterator& operator++() {
      ++i_;
      return *this;
    }
    friend bool operator==(iterator, iterator) = default;

   private:
    std::size_t i_;
  };
  explicit Indices(std::size_t n) : n_{n} {}
  iterator begin() const { return iterator{0}; }
  iterator end() const { return iterator{n_}; }

 private:
  std::size_t n_;
};
template <class C>
Indices<typename C::index_type> each(const C& column) {
  return Indices<typename C::index_type>{column.size()};
}

/// Why a value is or is not there. Six words, one byte, never a NaN or a -1.
///
/// `beyond` deserves its own word. A home from which no school can be reached within the search limit is not
/// "unknown"; it is the worst-served home in the city. It is scored as the limit's score, counted in coverage, and
/// drawn with its own hatch.
enum class Mark : std::uint8_t {
  known,           // measured
  estimated,       // filled by a declared method
  beyond,          // known to exceed the method's limit: judged as the limit, never skipped
  no_data,         // should exist, does not
  not_applicable,  // nobody lives here, no building stands here
  suppressed,      // too few people to publish
};
constexpr std::string_view to_word(Mark m) {
  constexpr std::string_view words[] = {"known",   "estimated",      "beyond",
                                        "no_data", "not_applicable", "suppressed"};
  return words[static_cast<std::size_t>(m)];
}
/// True where a value may be judged: known, estimated or beyond.
constexpr bool has_value(Mark m) { return m <= Mark::beyond; }

}  // namespace cityloop
