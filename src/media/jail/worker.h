#pragma once

/// The main loop of a worker: takes jobs from its socket, in the sandbox, until the socket closes.
namespace atelier::media {

void workerMain(int socket);

}  // namespace atelier::media
