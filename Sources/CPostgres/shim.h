#include <libpq-fe.h>
#include <spawn.h>

// glibc has it since 2.34, but shows it to GNU sources only, which Swift's importer is not: closes every descriptor from `lowest` on in
// the child, whatever other threads have opened meanwhile.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);
