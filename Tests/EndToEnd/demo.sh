#!/bin/sh
# Plays the main story in a temporary directory: six actors, each with a home and a clone of its
# own, and a bare repository between them. Usage: demo.sh <path of entangle> [sha1|sha256]
# With ENTANGLE_DEMO_STAGE=<empty directory> it plays there and leaves everything.
set -eu

entangle=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
if [ -n "${ENTANGLE_DEMO_STAGE:-}" ]; then
  stage=$ENTANGLE_DEMO_STAGE
else
  stage=$(mktemp -d "${TMPDIR:-/tmp}/entangle-demo.XXXXXX")
  trap 'rm -rf "$stage"' EXIT
  trap 'exit 130' INT TERM
fi
# The hash function that names objects, and the header that git has for signatures there.
GIT_DEFAULT_HASH=${2:-sha1}
case $GIT_DEFAULT_HASH in
sha1) header=gpgsig ;;
sha256) header=gpgsig-sha256 ;;
*) exit 2 ;;
esac
export GIT_DEFAULT_HASH
PATH=$(dirname "$entangle"):$PATH
export PATH LC_ALL=C TZ=UTC GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0

unset GIT_CONFIG_GLOBAL GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE ENTANGLE_PRINCIPAL ENTANGLE_PASSPHRASE_FILE

say() { printf '\n== %s\n' "$*"; }

# as <actor> <command …>: runs it in the actor's clone, with the actor's home and name.
as() {
  actor=$1
  shift
  (
    cd "$stage/$actor/work"
    HOME=$stage/$actor
    XDG_DATA_HOME=$HOME/.local/share
    ENTANGLE_PRINCIPAL=$actor
    export HOME XDG_DATA_HOME ENTANGLE_PRINCIPAL
    printf '%s$ %s\n' "$actor" "$(echo "$*" | cut -c1-140)" >&2
    "$@"
  )
}

give() { as "$1" entangle push; }
take() { as "$1" entangle fetch; }

say "A bare repository with some history"
git init --quiet --bare --initial-branch=main "$stage/project.git"
for actor in root lead planner builder runner reviewer; do
  mkdir -p "$stage/$actor/work"
  cat >"$stage/$actor/.gitconfig" <<CONFIG
[user]
  name = $actor
  email = $actor@example.org
[init]
  defaultBranch = main
CONFIG
done
as root git init --quiet
as root git remote add origin "$stage/project.git"
printf 'hello\n' >"$stage/root/work/greeting.txt"
as root git add greeting.txt
as root git commit --quiet -m 'Begin'
as root git push --quiet origin main

say "Each actor makes its own keys"
as root entangle key new root --use law --no-passphrase
for actor in lead planner builder runner reviewer; do
  as "$actor" entangle key new "$actor" --use law --no-passphrase
  as "$actor" entangle key show "$actor" | head -n 1 >"$stage/$actor.law.pub"
done
as runner entangle key new runner-artifact --use artifact --no-passphrase
as runner entangle key show runner-artifact | head -n 1 >"$stage/runner.artifact.pub"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$stage/builder/code"

say "The authority founds the trust and draws the graph"
id=$(as root entangle init --as root --person lena --key root)
echo "trust root: $id"
as root entangle principal add lead --kind user --person lena --law "$stage/lead.law.pub"
as root entangle principal add planner --kind worker --person pia --law "$stage/planner.law.pub"
as root entangle principal add builder --kind worker --person bo \
  --law "$stage/builder.law.pub" --code "$stage/builder/code.pub"
as root entangle principal add runner --kind runner --person rita \
  --law "$stage/runner.law.pub" --artifact "$stage/runner.artifact.pub"
as root entangle principal add reviewer --kind reviewer --person rob \
  --law "$stage/reviewer.law.pub"
# The template 'team', with a second agent that hands its work on, and a runner.
entangle graph template team | sed '/"edges"/a\
    {"from": "lead", "relation": "delegates", "to": "planner"},\
    {"from": "planner", "relation": "hands-off", "to": "builder"},\
    {"from": "builder", "relation": "delegates", "to": "runner"},' >"$stage/graph.json"
as root entangle graph check "$stage/graph.json"
as root entangle graph apply "$stage/graph.json"
as root entangle graph show

give root

say "The others clone, with the trust root that they were told"
for actor in lead planner builder runner reviewer; do
  as "$actor" entangle clone --trust-root "$id" "$stage/project.git" "$stage/$actor/work"
done

say "The lead asks an agent, who hands the task on to another, who asks the runner"
task=$(as lead entangle task request --to planner --brief 'Greet the world')
give lead
take planner
as planner entangle task accept "$task"
as planner entangle handoff "$task" --to builder --brief 'You know how to greet'
give planner
take builder
as builder entangle task accept "$task"
job=$(as builder entangle task request --to runner --for "$task" --brief 'Make the greeting' \
  --output greeting.txt -- sh -c 'printf "%s, world\n" "$(cat greeting.txt)" > greeting.txt')
give builder

say "The runner runs it in a sandbox, without network, and signs what came out"
take runner
as runner entangle run "$job"
give runner

say "The agent proposes a change; the reviewer rejects it"
take builder
as builder sh -c "git show refs/entangle/artifacts/$job/runner/1:outputs/greeting.txt > greeting.txt"
as builder git -c gpg.format=ssh -c user.signingKey="$stage/builder/code" \
  commit --quiet -S -a -m 'Greet the world'
proposal=$(as builder entangle propose --ref main -m 'Greet the world' --for "$task")
request=$(as builder entangle approval request "$proposal" --approver reviewer)
give builder
take reviewer
as reviewer entangle reject "$request" -m 'End the sentence'
give reviewer

say "It proposes another"
take builder
as builder sh -c 'printf "%s.\n" "$(cat greeting.txt)" > greeting.new && mv greeting.new greeting.txt'
as builder git -c gpg.format=ssh -c user.signingKey="$stage/builder/code" \
  commit --quiet -S -a --amend -m 'Greet the world in a sentence'
proposal=$(as builder entangle propose --ref main -m 'Greet the world' --for "$task")
request=$(as builder entangle approval request "$proposal" --approver reviewer)
give builder

say "Landing without the approval is refused"
if as builder entangle land "$proposal"; then
  echo "this must not happen"
  exit 1
fi

say "The reviewer approves, the agent lands"
take reviewer
as reviewer entangle approve "$request" -m 'Good'
give reviewer
take builder
as builder entangle land "$proposal"
give builder

say "The builder's key is followed by a new one, which ends the task"
as builder entangle key new builder-2 --use law --no-passphrase
as builder entangle key show builder-2 | head -n 1 >"$stage/builder-2.law.pub"
take root
as root entangle key rotate builder --law "$stage/builder-2.law.pub"
give root
take builder
as builder entangle status
as builder entangle task result "$task" --report 'Done'
give builder

say "Anyone verifies: from raw objects, with the trust root alone"
git clone --quiet --mirror "$stage/project.git" "$stage/mirror.git"
entangle verify --trust-root "$id" "$stage/mirror.git"

say "A forged approval: somebody signs as the reviewer with a key of his own"
response=$(git -C "$stage/mirror.git" for-each-ref --format='%(objectname)' 'refs/entangle/events/reviewer/*')
lane=$(git -C "$stage/mirror.git" for-each-ref --format='%(refname)' 'refs/entangle/events/reviewer/*')
ssh-keygen -q -t ed25519 -N '' -C '' -f "$stage/forger"
git -C "$stage/mirror.git" cat-file commit "$response" | sed "/^$header /,/^ -----END/d" >"$stage/payload"
ssh-keygen -q -Y sign -n git -f "$stage/forger" "$stage/payload" 2>/dev/null
{
  sed '/^committer /q' "$stage/payload"
  sed "1s/^/$header /; 2,\$s/^/ /" "$stage/payload.sig"
  sed '1,/^committer /d' "$stage/payload"
} >"$stage/forged"
forged=$(git -C "$stage/mirror.git" hash-object -t commit -w --stdin <"$stage/forged")
git -C "$stage/mirror.git" update-ref "$lane" "$forged"
status=0
entangle verify --trust-root "$id" "$stage/mirror.git" || status=$?
[ "$status" = 1 ] || exit 1
status=0
entangle why --trust-root "$id" --repository "$stage/mirror.git" "$forged" || status=$?
[ "$status" = 1 ]
