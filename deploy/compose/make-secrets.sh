#!/bin/sh
# Makes the secrets that compose.yaml mounts, once; what is there already stays.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
keep() { [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }

keep postgres-password "$(random)"
keep database-url "postgres://mscore:$(cat secrets/postgres-password)@postgres:5432/mscore"
keep pacs-password "$(random)"
keep orthanc-users.json "{\"RegisteredUsers\":{\"mscore\":\"$(cat secrets/pacs-password)\"}}"
keep pacs-authorization "Basic $(printf 'mscore:%s' "$(cat secrets/pacs-password)" | base64 | tr -d '\n')"
keep metrics-token "$(random)"
# Compose mounts them as they are: processes in containers have other users than yours.
chmod 644 secrets/*
