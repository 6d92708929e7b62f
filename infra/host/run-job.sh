#!/usr/bin/env bash
# run-job.sh FUNCTION PAYLOAD_BASE64
#
# Runs one function of the suite on this host. Systems Manager Run Command starts this script. The arguments are data: the script
# checks their characters and never makes them part of a command. Standard output, standard error and exit code are the job's own.
# The token of the waiting task comes in the variable OPS_TASK_TOKEN, and the job gets it in the same variable. It is never an
# argument: every user of a host can see the arguments of a process, but only its own account and root can see its environment.
set -euo pipefail
umask 077

refuse() {
  printf 'run-job.sh: %s\n' "$1" >&2
  exit 2
}

[[ $# -eq 2 ]] || refuse 'usage: run-job.sh FUNCTION PAYLOAD_BASE64, with the task token in OPS_TASK_TOKEN'
function=$1
payload_base64=$2
task_token=${OPS_TASK_TOKEN:-}
unset OPS_TASK_TOKEN

[[ $function =~ ^[A-Z][A-Za-z]{0,63}$ ]] || refuse 'FUNCTION is not a function name.'
[[ $payload_base64 =~ ^[A-Za-z0-9+/]+={0,2}$ ]] || refuse 'PAYLOAD_BASE64 is not base64.'
[[ $task_token =~ ^[A-Za-z0-9+/=_.-]{0,2048}$ ]] || refuse 'OPS_TASK_TOKEN is not a task token.'

# Command substitution drops line breaks at the end. The added x keeps them.
{ payload=$(printf '%s' "$payload_base64" | base64 --decode && printf x) || payload=; } 2>/dev/null
[[ -n $payload ]] || refuse 'PAYLOAD_BASE64 is not base64.'
payload=${payload%x}

# A shell variable cannot hold NUL bytes. The script refuses a payload that lost bytes, and does not run a different input.
padding=${payload_base64//[^=]/}
bytes=$(( ${#payload_base64} / 4 * 3 - ${#padding} ))
(LC_ALL=C; [[ ${#payload} -eq $bytes ]]) || refuse 'PAYLOAD_BASE64 contains NUL bytes, which JSON cannot contain.'

environment_file=${OPS_HOST_ENVIRONMENT:-/etc/serverless-ops/environment}
job=${OPS_JOB:-/opt/serverless-ops/opsjob}
[[ -r $environment_file ]] ||
  refuse "$environment_file does not exist or is not readable: enrol this host first, or set OPS_HOST_ENVIRONMENT."
set -a
# shellcheck source=/dev/null
source "$environment_file"
set +a
job=${OPS_JOB:-$job}
[[ -x $job ]] || refuse "$job does not exist or is not executable: install the program, or set OPS_JOB."

# This comes after the environment file, so that the file cannot change the task that the job reports to.
unset OPS_TASK_TOKEN
if [[ -n $task_token ]]; then
  export OPS_TASK_TOKEN=$task_token
fi
exec "$job" "$function" "$payload"
