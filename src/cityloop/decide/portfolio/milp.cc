#include "cityloop/decide/portfolio/milp.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <coin/CbcModel.hpp>
#include <coin/CbcSolver.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>

#include "cityloop/base/error.h"

namespace cityloop::portfolio {
namespace {

double coin_bound(double x) { return std::clamp(x, -COIN_DBL_MAX, COIN_DBL_MAX); }

/// Solvers minimise: objectives change their sign on the way in and out.
struct Loaded {
  CoinPackedMatrix matrix;
  std::vector<double> low, high, objective, row_low, row_high;
  explicit Loaded(const Milp& m) {
    std::vector<int> row, column;
    std::vector<double> value;
    row.reserve(m.entries.size());
    column.reserve(m.entries.size());
    value.reserve(m.entries.size());
    for (const Milp::Entry& e : m.entries) {
      row.push_back(static_cast<int>(e.row));
      column.push_back(static_cast<int>(e.column));
      value.push_back(e.coefficient);
    }
    matrix = CoinPackedMatrix(true, row.data(), column.data(), value.data(),
                              static_cast<CoinBigIndex>(value.size()));
    matrix.setDimensions(static_cast<int>(m.rows.size()), static_cast<int>(m.columns.size()));
    for (const Milp::Column& c : m.columns) {
      low.push_back(coin_bound(c.low));
      high.push_back(coin_bound(c.high));
      objective.push_back(-c.objective);
    }
    for (const Milp::Row& r : m.rows) {
      row_low.push_back(coin_bound(r.low));
      row_high.push_back(coin_bound(r.high));
    }
  }
};

bool satisfies(const Milp& m, std::span<const double> x) {
  constexpr double kSlack = 1e-7;
  std::vector<double> sum(m.rows.size());
  for (const Milp::Entry& e : m.entries) sum[e.row] += e.coefficient * x[e.column];
  for (std::size_t i = 0; i < m.rows.size(); ++i)
    if (sum[i] < m.rows[i].low - kSlack || sum[i] > m.rows[i].high + kSlack) return false;
  for (std::size_t j = 0; j < m.columns.size(); ++j)
    if (x[j] < m.columns[j].low - kSlack || x[j] > m.columns[j].high + kSlack) return false;
  return true;
}
double worth(const Milp& m, std::span<const double> x) {
  double sum = 0;
  for (std::size_t j = 0; j < m.columns.size(); ++j) sum += m.columns[j].objective * x[j];
  return sum;
}

int carry_on(CbcModel*, int) { return 0; }

}  // namespace

std::size_t Milp::column(Column c) {
  columns.push_back(c);
  return columns.size() - 1;
}
std::size_t Milp::row(double low, double high) {
  rows.push_back({low, high});
  return rows.size() - 1;
}
void Milp::entry(std::size_t r, std::size_t c, double coefficient) {
  if (coefficient != 0)
    entries.push_back({static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c), coefficient});
}

MilpSolution solve(const Milp& m, const MilpLimits& limits, std::span<const double> warm) {
  MilpSolution out;
  if (m.columns.empty()) {
    const bool ok = satisfies(m, {});
    out.outcome = ok ? Outcome::optimal : Outcome::infeasible;
    return out;
  }
  const bool started = warm.size() == m.columns.size() && satisfies(m, warm);
  const Loaded l{m};
  OsiClpSolverInterface osi;
  osi.messageHandler()->setLogLevel(0);
  osi.getModelPtr()->setLogLevel(0);
  osi.loadProblem(l.matrix, l.low.data(), l.high.data(), l.objective.data(), l.row_low.data(),
                  l.row_high.data());
  for (std::size_t j = 0; j < m.columns.size(); ++j)
    if (m.columns[j].integer) osi.setInteger(static_cast<int>(j));
  CbcModel model{osi};
  model.setLogLevel(0);
  CbcSolverUsefulData parameters;
  parameters.noPrinting_ = true;
  parameters.useSignalHandler_ = false;
  CbcMain0(model, parameters);
  model.setLogLevel(0);
  if (started) {
    std::vector<std::pair<std::string, double>> start;
    for (std::size_t j = 0; j < m.columns.size(); ++j)
      if (m.columns[j].integer)
        start.emplace_back(model.solver()->getColName(static_cast<int>(j)), std::round(warm[j]));
    model.setMIPStart(start);
  }
  std::vector<std::string> words{"cityloop", "-log", "0", "-randomCbcSeed", "1", "-randomSeed", "1"};
  const auto option = [&](const char* name, const std::string& value) {
    words.emplace_back(name);
    words.push_back(value);
  };
  words.insert(words.end(), {"-preprocess", "on"});  // others add columns, which a warm start then lacks
  option("-ratioGap", std::to_string(limits.gap));
  if (limits.absolute_gap > 0) option("-allowableGap", std::to_string(limits.absolute_gap));
  option("-maxNodes", std::to_string(limits.nodes));
  if (limits.seconds > 0) option("-seconds", std::to_string(limits.seconds));
  words.emplace_back("-solve");
  words.emplace_back("-quit");
  std::vector<const char*> argv;
  for (const std::string& w : words) argv.push_back(w.c_str());
  try {
    CbcMain1(static_cast<int>(argv.size()), argv.data(), model, carry_on, parameters);
  } catch (const CoinError&) {
    if (started) {  // it stumbles over some warm starts
      out = solve(m, limits);
      if (out.x.empty() || worth(m, warm) > out.value) {
        out.x.assign(warm.begin(), warm.end());
        out.value = worth(m, warm);
        out.bound = std::max(out.bound, out.value);
      }
    }
    return out;
  }

  out.nodes = model.getNodeCount();
  if (model.bestSolution() != nullptr) {
    out.x.assign(model.bestSolution(), model.bestSolution() + m.columns.size());
    for (std::size_t j = 0; j < m.columns.size(); ++j) {
      out.x[j] = std::clamp(out.x[j], m.columns[j].low, m.columns[j].high);
      if (m.columns[j].integer) out.x[j] = std::round(out.x[j]);
    }
    out.value = worth(m, out.x);
  }
  if (started && (out.x.empty() || worth(m, warm) > out.value)) {
    out.x.assign(warm.begin(), warm.end());
    out.value = worth(m, warm);
  }
  const double claimed = -model.getBestPossibleObjValue();
  out.bound = std::abs(claimed) < 1e40 ? std::max(claimed, out.x.empty() ? claimed : out.value) : kUnlimited;
  switch (model.status()) {
    case 0:
      if (!out.x.empty()) out.outcome = Outcome::optimal;
      else if (model.secondaryStatus() == 7 || model.isContinuousUnbounded())
        out.outcome = Outcome::unbounded;
      else out.outcome = Outcome::infeasible;
      break;
    case 1: out.outcome = Outcome::stopped; break;
    default: out.outcome = Outcome::failed; break;
  }
  if (out.outcome != Outcome::optimal && out.outcome != Outcome::stopped) out.bound = kUnlimited;
  return out;
}

struct Relaxation::Solver {
  ClpSimplex clp;
  Outcome outcome = Outcome::failed;
};

Relaxation::Relaxation(const Milp& m) : solver_{std::make_unique<Solver>()} {
  const Loaded l{m};
  solver_->clp.setLogLevel(0);
  solver_->clp.loadProblem(l.matrix, l.low.data(), l.high.data(), l.objective.data(), l.row_low.data(),
                           l.row_high.data());
}
Relaxation::~Relaxation() = default;
Relaxation::Relaxation(Relaxation&&) noexcept = default;
Relaxation& Relaxation::operator=(Relaxation&&) noexcept = default;

void Relaxation::bounds(std::size_t column, double low, double high) {
  solver_->clp.setColumnBounds(static_cast<int>(column), coin_bound(low), coin_bound(high));
}
void Relaxation::objective(std::size_t column, double value) {
  solver_->clp.setObjectiveCoefficient(static_cast<int>(column), -value);
}
void Relaxation::row_bounds(std::size_t row, double low, double high) {
  solver_->clp.setRowBounds(static_cast<int>(row), coin_bound(low), coin_bound(high));
}
void Relaxation::coefficient(std::size_t row, std::size_t column, double value) {
  solver_->clp.modifyCoefficient(static_cast<int>(row), static_cast<int>(column), value, true);
}

void Relaxation::add_row(std::span<const double> coefficients, double low, double high) {
  std::vector<int> column;
  std::vector<double> value;
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (coefficients[j] == 0) continue;
    column.push_back(static_cast<int>(j));
    value.push_back(coefficients[j]);
  }
  solver_->clp.addRow(static_cast<int>(column.size()), column.data(), value.data(), coin_bound(low),
                      coin_bound(high));
}

Outcome Relaxation::solve() {
  ClpSimplex& clp = solver_->clp;
  const auto columns = static_cast<std::size_t>(clp.numberColumns());
  const auto rows = static_cast<std::size_t>(clp.numberRows());
  x_.assign(columns, 0);
  dual_.assign(rows, 0);
  reduced_.assign(columns, 0);
  clp.dual();
  if (clp.status() == 3 || clp.status() == 4) clp.primal();  // the dual simplex lost its way
  switch (clp.status()) {
    case 0: solver_->outcome = Outcome::optimal; break;
    case 1: solver_->outcome = Outcome::infeasible; break;
    case 2: solver_->outcome = Outcome::unbounded; break;
    default: solver_->outcome = Outcome::failed; break;
  }
  if (solver_->outcome != Outcome::optimal) return solver_->outcome;
  std::copy_n(clp.primalColumnSolution(), columns, x_.begin());
  for (std::size_t i = 0; i < rows; ++i) dual_[i] = -clp.dualRowSolution()[i];
  for (std::size_t j = 0; j < columns; ++j) reduced_[j] = -clp.dualColumnSolution()[j];
  return solver_->outcome;
}
double Relaxation::value() const { return -solver_->clp.objectiveValue(); }
std::vector<double> Relaxation::ray() const {
  if (solver_->outcome != Outcome::infeasible) return {};
  const std::unique_ptr<double[]> ray{solver_->clp.infeasibilityRay()};
  if (!ray) return {};
  return {ray.get(), ray.get() + solver_->clp.numberRows()};
}

}  // namespace cityloop::portfolio
