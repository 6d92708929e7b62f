#!/usr/bin/env bash
# run-job.sh FUNCTION PAYLOAD_BASE64
#
# Runs one function of the suite on this host, as Systems Manager Run Command starts it. Its arguments are data: checked
# against what they may be, never part of a command. Standard output, standard error and exit code are the job's own.
# The token of the task that waits for the job comes in OPS_TASK_TOKEN and goes on in it: every user of a host sees the
# arguments of its processes, and only the process's own account and root see its environment.
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

[[ $function =~ ^[A-Z][A-Za-z]{0,63}$ ]] || refuse 'FUNCTION is no function name.'
[[ $payload_base64 =~ ^[A-Za-z0-9+/]+={0,2}$ ]] || refuse 'PAYLOAD_BASE64 is not base64.'
[[ $task_token =~ ^[A-Za-z0-9+/=_.-]{0,2048}$ ]] || refuse 'OPS_TASK_TOKEN is no task token.'

# The x keeps line breaks at the payload's end, which command substitution would drop.
{ payload=$(printf '%s' "$payload_base64" | base64 --decode && printf x) || payload=; } 2>/dev/null
[[ -n $payload ]] || refuse 'PAYLOAD_BASE64 is not base64.'
payload=${payload%x}

# The shell cannot hold NUL bytes: a payload that lost some is refused, not run as something else.
padding=${payload_base64//[^=]/}
bytes=$(( ${#payload_base64} / 4 * 3 - ${#padding} ))
(LC_ALL=C; [[ ${#payload} -eq $bytes ]]) || refuse 'PAYLOAD_BASE64 has bytes that no JSON has.'

environment_file=${OPS_HOST_ENVIRONMENT:-/etc/serverless-ops/environment}
job=${OPS_JOB:-/opt/serverless-ops/opsjob}
[[ -r $environment_file ]] || refuse "$environment_file is not there or not readable: enrol this host first, or set OPS_HOST_ENVIRONMENT."
set -a
# shellcheck source=/dev/null
source "$environment_file"
set +a
job=${OPS_JOB:-$job}
[[ -x $job ]] || refuse "$job is not there or not executable: install the program, or set OPS_JOB."

# After the environment file, which has no say in whom the job reports to.
unset OPS_TASK_TOKEN
if [[ -n $task_token ]]; then
  export OPS_TASK_TOKEN=$task_token
fi
exec "$job" "$function" "$payload"
