#ifndef CSYSTEM_H
#define CSYSTEM_H

#include "csystem_certificates.h"
#include "csystem_process.h"
#include "csystem_terminal.h"

#endif
