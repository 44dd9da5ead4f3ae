#pragma once

// A linear or mixed-integer programme and its solution, without a word about who solves it (COIN-OR, in
// milp.cc alone).

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace cityloop::portfolio {

inline constexpr double kUnlimited = std::numeric_limits<double>::infinity();

/// Maximise Σ objective·x with low ≤ x ≤ high, whole where `integer`, and low ≤ Σ coefficient·x ≤ high for
/// each row. Solvers hold rows to an absolute 1e-7: keep coefficients within 1e-3 … 1e4 (money in
/// millions), and no big-M.
struct Milp {
  struct Column {
    double low = 0, high = 1, objective = 0;
    bool integer = true;
  };
  struct Row {
    double low = -kUnlimited, high = kUnlimited;
  };
  struct Entry {
    std::uint32_t row = 0, column = 0;
    double coefficient = 0;
  };
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<Entry> entries;  // at most one for a row and a column
  std::size_t column(Column);
  std::size_t row(double low, double high);
  void entry(std::size_t row, std::size_t column, double coefficient);
};

/// `stopped`: at a limit; there is a solution if `x` is not empty. `failed`: the solver gave up.
enum class Outcome : std::uint8_t { optimal, stopped, infeasible, unbounded, failed };

struct MilpLimits {
  double gap = 1e-4;           // of the value; 0: to the end
  double absolute_gap = 1e-9;  // in the units of the objective
  int nodes = 10'000;          // the same bytes for the same limit
  double seconds = 0;          // 0: none. A guard: where it strikes, bytes differ from run to run
};
struct MilpSolution {
  Outcome outcome = Outcome::failed;
  std::vector<double> x;  // whole where asked; empty: none was found
  double value = 0;
  double bound = 0;  // no solution is worth more, as the solver claims; +∞: it claims nothing
  int nodes = 0;
};

/// Branch and cut, on one thread.
///
/// params   Milp; `warm`: a solution to start from, empty for none (one that does not satisfy the rows is
///          ignored)
/// returns  MilpSolution. `optimal` means within the gap that was allowed
/// marks    `x` satisfies the rows within the solver's tolerance only: money is to be counted again in
///          whole fen
/// errors   none; `failed` where the solver gives up
/// cost     exponential at worst; limits.nodes
/// source   COIN-OR Cbc 2.10 (Forrest & Lougee-Heimer)
MilpSolution solve(const Milp&, const MilpLimits&, std::span<const double> warm = {});

/// The programme without its wholeness, kept between solves: after a change of bounds, prices or values the
/// last basis is the start of the next solve.
class Relaxation {
 public:
  explicit Relaxation(const Milp&);
  ~Relaxation();
  Relaxation(Relaxation&&) noexcept;
  Relaxation& operator=(Relaxation&&) noexcept;
  void bounds(std::size_t column, double low, double high);
  void objective(std::size_t column, double value);
  void row_bounds(std::size_t row, double low, double high);
  void coefficient(std::size_t row, std::size_t column, double value);
  /// A row more, after the last: a coefficient for each column.
  void add_row(std::span<const double> coefficients, double low, double high);

  Outcome solve();
  double value() const;
  std::span<const double> x() const { return x_; }
  /// What one more unit of a row's binding bound is worth: ≥ 0 for upper bounds, ≤ 0 for lower ones, 0
  /// where slack.
  std::span<const double> duals() const { return dual_; }
  /// objective − Σ dual·coefficient, for each column.
  std::span<const double> reduced() const { return reduced_; }
  /// After `infeasible`: weights of rows whose sum cannot be satisfied; empty where the solver has none.
  std::vector<double> ray() const;

 private:
  struct Solver;
  std::unique_ptr<Solver> solver_;
  std::vector<double> x_, dual_, reduced_;
};

}  // namespace cityloop::portfolio
