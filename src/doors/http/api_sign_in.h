#pragma once

#include "doors/http/message.h"

namespace atelier::studio {
class Studio;
}

/// Signing in and out: what has to do with cookies and so is no operation of the table.
namespace atelier::http {

class SignInDoor {
 public:
  SignInDoor(studio::Studio& studio, bool https) : studio_(studio), https_(https) {}

  Answer setUp(const Request& request);           ///< POST /setup {code, name, password}
  Answer signIn(const Request& request);          ///< POST /session {name, password} or {code}
  Answer whoAmI(const Request& request);          ///< GET /session
  Answer changePassword(const Request& request);  ///< PUT /session/password {current, next}
  Answer signOut(const Request& request);         ///< DELETE /session

 private:
  studio::Studio& studio_;
  bool https_;
};

}  // namespace atelier::http
