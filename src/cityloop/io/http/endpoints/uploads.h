#pragma once

// Files that somebody dropped onto the page: what each gives, what is missing, and a city.yaml made of them.

#include <string>

#include "cityloop/io/http/wire.h"

namespace cityloop::http {

/// Those in `data/` of the workspace, with what a city still lacks.
wire::UploadList uploads_in(const std::string& folder);
/// Takes a file over under its own name, cleaned; told by its content and not by its name. Throws Error{bad_input} for what cannot
/// be read as any source of a city: it is not kept.
wire::Upload keep_upload(const std::string& folder, const std::string& name, const std::string& body_file);
/// city.yaml from the uploads, unless a person wrote or changed it: then it stays. Throws Error{bad_input} where something must be there
/// first.
void write_city_file(const std::string& folder, const wire::ImportAsked&, Date today);

}  // namespace cityloop::http
