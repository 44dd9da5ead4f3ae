#pragma once

#include <string>

#include "cityloop/base/document.h"

namespace cityloop {

/// Refuses a contract that says what the made code would not keep: words of a schema that the generator does not know or
/// that do not belong to its type, references that lead nowhere, operations without a name of their own or a permission,
/// and paths whose parameters are not declared (or the other way round).
void check_contract(const Document& contract);
/// The contract as JSON, for those who connect.
std::string contract_json(const Document&);
[[noreturn]] void refuse_contract(const Document& at, const std::string& why);

}  // namespace cityloop
