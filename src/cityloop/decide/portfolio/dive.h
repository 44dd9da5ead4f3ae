#pragma once

#include "cityloop/decide/portfolio/formulate.h"

namespace cityloop::portfolio {

/// Rounds the relaxation by solving it again and again: what it takes (nearly) in full is fixed if it fits
/// in whole fen, else the largest fraction; what does not fit is ruled out. The relaxation must be solved
/// and optimal; its bounds are put back. cost: rounds re-solves from a warm basis
void dive(Relaxation&, const Formulation&, State&, int rounds = 80);

}  // namespace cityloop::portfolio
