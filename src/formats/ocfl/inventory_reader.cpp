#include "base/clock.h"
#include "base/error.h"
#include "base/json/text.h"
#include "base/text.h"
#include "formats/ocfl/inventory.h"
#include "formats/ocfl/inventory_block.h"
#include "formats/ocfl/paths.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::ocfl {

namespace {

namespace json = boost::json;

/// Walks the document once, in the order of the specification, and collects what it finds.
class InventoryReader : private BlockReader {
 public:
  InventoryReading read(std::string_view text) {
    readDocument(text);
    return {std::move(document_), std::move(findings_)};
  }

 private:
  void readDocument(std::string_view text) {
    json::value document;
    try {
      // A document model keeps the last of two equal names; this parser refuses them, as the codes
      // E095 to E097 and common sense ask for.
      document = atelier::json::parse(text, {.bytes = inventoryLimit});
    } catch (const Error& error) {
      fail("E033", error.where, error.message);
      return;
    }
    const auto* root = document.if_object();
    if (root == nullptr) {
      fail("E033", "", "The inventory is not a JSON object.");
      return;
    }
    inventory_ = &document_.emplace();
    refuseOthers(*root, "",
                 {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest",
                  "versions", "fixity"});
    readIdentity(*root);
    readContentDirectory(*root);
    readManifest(*root);
    readVersions(*root);
    readHead(*root);
    readFixity(*root);
    checkManifestIsUsed();
  }

  void refuseOthers(const json::object& object, const std::string& where,
                    std::initializer_list<std::string_view> known) {
    for (const auto& member : object) {
      auto key = viewOf(member.key());
      if (std::ranges::find(known, key) == known.end())
        fail("E102", where + pointerStep(key), fmt::format("\"{}\" is not part of OCFL.", key));
    }
  }

  /// A text that must be there and not be empty; empty if it is not.
  std::string needText(const json::object& root, std::string_view name, std::string_view code) {
    const auto* value = root.if_contains(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    if (text == nullptr || text->empty()) {
      fail(value == nullptr ? "E036" : code, pointerStep(name),
           value == nullptr ? fmt::format("\"{}\" is missing.", name)
                            : fmt::format("\"{}\" is not a text with something in it.", name));
      return {};
    }
    return std::string{viewOf(*text)};
  }

  void readIdentity(const json::object& root) {
    inventory_->id = needText(root, "id", "E037");
    if (!inventory_->id.empty() && !looksLikeUri(inventory_->id))
      warn("W005", "/id", "The id should be a URI.");
    inventory_->type = needText(root, "type", "E038");
    constexpr std::array types{std::string_view{"https://ocfl.io/1.0/spec/#inventory"},
                               inventoryType};
    if (!inventory_->type.empty() && std::ranges::find(types, inventory_->type) == types.end())
      fail("E038", "/type", "The type is not an inventory of OCFL 1.0 or 1.1.");
    inventory_->digestAlgorithm = needText(root, "digestAlgorithm", "E025");
    const auto& algorithm = inventory_->digestAlgorithm;
    if (algorithm == "sha256") {
      warn("W004", "/digestAlgorithm", "sha512 is advised.");
    } else if (!algorithm.empty() && algorithm != "sha512") {
      fail("E025", "/digestAlgorithm", "Content has to be named by sha512 or sha256.");
    }
  }

  void readContentDirectory(const json::object& root) {
    const auto* value = root.if_contains("contentDirectory");
    if (value == nullptr) return;
    const auto* text = value->if_string();
    const auto name = text == nullptr ? std::string_view{} : viewOf(*text);
    if (name.empty() || name.find('\0') != std::string_view::npos) {
      fail("E017", "/contentDirectory", "The content folder needs a name.");
    } else if (name.find('/') != std::string_view::npos) {
      fail("E017", "/contentDirectory", "The content folder's name has a slash.");
      fail("E108", "/contentDirectory",
           "The content folder does not lie directly in the version's.");
    } else if (name == "." || name == "..") {
      fail("E018", "/contentDirectory", "The content folder cannot be \".\" or \"..\".");
    } else {
      inventory_->contentDirectory = name;
    }
  }

  void readManifest(const json::object& root) {
    const auto* value = root.if_contains("manifest");
    if (value == nullptr) {
      fail("E041", "/manifest", "\"manifest\" is missing.");
      return;
    }
    const auto* object = value->if_object();
    if (object == nullptr) {
      fail("E106", "/manifest", "The manifest is not an object.");
      return;
    }
    inventory_->manifest = readBlock(*object, "/manifest", manifestCodes);
    for (const auto& [digest, paths] : inventory_->manifest) {
      checkDigest(digest, inventory_->digestAlgorithm, "/manifest");
      for (const auto& path : paths) checkPlace(path, "/manifest" + pointerStep(digest));
    }
  }

  /// A content path lies below vN/<contentDirectory>/ (OCFL 1.1, 3.5.2).
  void checkPlace(std::string_view path, std::string where) {
    auto steps = split(path, '/');
    if (steps.size() < 3 || !parseVersionName(steps[0]))
      fail("E042", std::move(where),
           fmt::format("\"{}\" does not lie in the content folder of a version.", path));
  }

  void readVersions(const json::object& root) {
    const auto* value = root.if_contains("versions");
    if (value == nullptr) {
      fail("E041", "/versions", "\"versions\" is missing.");
      return;
    }
    const auto* object = value->if_object();
    if (object == nullptr) {
      fail("E044", "/versions", "\"versions\" is not an object.");
      return;
    }
    if (object->empty()) fail("E008", "/versions", "There is no version.");
    bool first = true;
    for (const auto& member : *object) {
      auto where = "/versions" + pointerStep(viewOf(member.key()));
      auto name = parseVersionName(viewOf(member.key()));
      if (!name) {
        fail("E046", where, "This is not the name of a version.");
        continue;
      }
      if (first) inventory_->padding = name->padding;
      first = false;
      if (inventory_->padding != name->padding) {
        fail("E012", where, "The versions are not named alike.");
        fail("E013", where, "A later version is named in another way than the first.");
        if (inventory_->padding != 0) fail("E011", where, "A padded name has to begin with v0.");
      }
      readVersion(member.value(), where, inventory_->versions[name->number]);
    }
    checkNumbering();
  }

  void checkNumbering() {
    std::uint32_t expected = 1;
    for (const auto& [number, version] : inventory_->versions) {
      if (number != expected) {
        fail(expected == 1 ? "E009" : "E010", "/versions",
             fmt::format("{} is missing.", inventory_->versionFolder(expected)));
        return;
      }
      ++expected;
    }
  }

  void readVersion(const json::value& value, const std::string& where, Version& version) {
    const auto* object = value.if_object();
    if (object == nullptr) {
      fail("E047", where, "A version is not an object.");
      return;
    }
    refuseOthers(*object, where, {"created", "state", "message", "user"});
    readCreated(*object, where, version);
    readMessage(*object, where, version);
    readUser(*object, where, version);
    readState(*object, where, version);
  }

  void readCreated(const json::object& object, const std::string& where, Version& version) {
    const auto* value = object.if_contains("created");
    if (value == nullptr) {
      fail("E048", where + "/created", "\"created\" is missing.");
      return;
    }
    const auto* text = value->if_string();
    if (text == nullptr || !fromRfc3339(viewOf(*text))) {
      fail("E049", where + "/created", "This is no time of RFC 3339 with seconds and a zone.");
      return;
    }
    version.created = viewOf(*text);
  }

  void readMessage(const json::object& object, const std::string& where, Version& version) {
    const auto* value = object.if_contains("message");
    if (value == nullptr) {
      warn("W007", where + "/message", "A version should have a message.");
    } else if (const auto* text = value->if_string()) {
      version.message = viewOf(*text);
    } else {
      fail("E094", where + "/message", "The message is not a text.");
    }
  }

  void readUser(const json::object& object, const std::string& where, Version& version) {
    const auto at = where + "/user";
    const auto* value = object.if_contains("user");
    if (value == nullptr) {
      warn("W007", at, "A version should say who made it.");
      return;
    }
    const auto* user = value->if_object();
    const auto* name = user == nullptr ? nullptr : user->if_contains("name");
    if (name == nullptr || !name->is_string() || name->get_string().empty()) {
      fail("E054", at, "A user is an object with a name.");
      return;
    }
    refuseOthers(*user, at, {"name", "address"});
    version.user = User{std::string{viewOf(name->get_string())}, {}};
    const auto* address = user->if_contains("address");
    if (address == nullptr) {
      warn("W008", at + "/address", "A user should have an address.");
    } else if (const auto* text = address->if_string(); text == nullptr) {
      fail("E033", at + "/address", "The address is not a text.");
    } else {
      version.user->address = viewOf(*text);
      if (!looksLikeUri(viewOf(*text)))
        warn("W009", at + "/address", "The address should be a URI.");
    }
  }

  void readState(const json::object& object, const std::string& where, Version& version) {
    const auto at = where + "/state";
    const auto* value = object.if_contains("state");
    if (value == nullptr) {
      fail("E048", at, "\"state\" is missing.");
      return;
    }
    const auto* state = value->if_object();
    if (state == nullptr) {
      fail("E050", at, "The state is not an object.");
      return;
    }
    version.state = readBlock(*state, at, stateCodes);
    for (const auto& [digest, paths] : version.state) {
      if (!inventory_->manifest.contains(digest))
        fail("E050", at + pointerStep(digest), "The manifest does not have this digest.");
    }
  }

  void readHead(const json::object& root) {
    auto head = needText(root, "head", "E040");
    if (head.empty()) return;
    auto name = parseVersionName(head);
    if (!name) {
      fail("E040", "/head", "This is not the name of a version.");
      return;
    }
    inventory_->head = name->number;
    const auto& versions = inventory_->versions;
    if (versions.empty() || versions.rbegin()->first != name->number ||
        inventory_->versionFolder(name->number) != head)
      fail("E040", "/head", fmt::format("\"{}\" is not the newest version.", head));
  }

  void readFixity(const json::object& root) {
    const auto* value = root.if_contains("fixity");
    if (value == nullptr) return;
    const auto* object = value->if_object();
    if (object == nullptr) {
      fail("E111", "/fixity", "\"fixity\" is not an object.");
      return;
    }
    for (const auto& member : *object) {
      auto at = "/fixity" + pointerStep(viewOf(member.key()));
      const auto* block = member.value().if_object();
      if (block == nullptr) {
        fail("E057", at, "Digests with lists of paths were expected.");
        continue;
      }
      auto& digests = inventory_->fixity[std::string{viewOf(member.key())}];
      digests = readBlock(*block, at, fixityCodes);
      for (const auto& [digest, paths] : digests) checkDigest(digest, viewOf(member.key()), at);
    }
  }

  /// OCFL 1.1, 3.5.2; 1.0 did not ask for it.
  void checkManifestIsUsed() {
    if (inventory_->type != inventoryType) return;
    std::set<std::string_view> used;
    for (const auto& [number, version] : inventory_->versions)
      for (const auto& [digest, paths] : version.state) used.insert(digest);
    for (const auto& [digest, paths] : inventory_->manifest) {
      if (!used.contains(digest))
        fail("E107", "/manifest" + pointerStep(digest), "No version uses this digest.");
    }
  }

  std::optional<Inventory> document_;
  Inventory* inventory_ = nullptr;  ///< in document_
};

}  // namespace

InventoryReading readInventory(std::string_view text) { return InventoryReader{}.read(text); }

Inventory parseInventory(std::string_view text) {
  if (text.size() > inventoryLimit) {
    throw Error{Code::TooLarge, fmt::format("The inventory has {}.", humanBytes(text.size())),
                fmt::format("At most {} are read.", humanBytes(inventoryLimit))};
  }
  auto reading = readInventory(text);
  auto found = std::ranges::find(reading.findings, true, &Finding::error);
  if (found != reading.findings.end()) {
    throw Error{Code::BadInventory, fmt::format("{}: {}", found->code, found->message),
                "The content is untouched. Run `atelier verify` to see all that is wrong.",
                found->where};
  }
  if (reading.inventory) return std::move(*reading.inventory);
  throw Error{Code::Internal, "An inventory without a defect was not understood."};
}

}  // namespace atelier::ocfl
