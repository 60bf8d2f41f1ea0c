#!/usr/bin/env bash
# Installs the native packages that a group of targets needs, where they are missing.
#   setup-native.sh pango   the text layout libraries behind WeasyPrint
#   setup-native.sh java    Java and Maven, for the conformance checks
#   setup-native.sh bench   Chromium and LibreOffice, for the benchmarks
#   setup-native.sh apps    Chromium, LibreOffice and Poppler, which the tests open our files with
#   setup-native.sh seal    SoftHSM and OpenSSL, the token and the authority of the seal's tests
set -euo pipefail

have_library() { ldconfig -p 2>/dev/null | grep -q "$1" || [ "$(uname)" = Darwin ]; }

install() {
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo"
  if command -v apt-get >/dev/null; then
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    echo "please install by your package manager: $*" >&2
    exit 1
  fi
}

case "${1:-}" in
  pango)
    if have_library libpango-1.0 && have_library libpangoft2 && have_library libharfbuzz-subset; then exit 0; fi
    if [ "$(uname)" = Darwin ]; then command -v brew >/dev/null && brew install pango; exit; fi
    install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    ;;
  java)
    if command -v java >/dev/null && command -v mvn >/dev/null; then exit 0; fi
    install default-jre-headless maven
    ;;
  seal)
    if command -v softhsm2-util >/dev/null && command -v openssl >/dev/null; then exit 0; fi
    if [ "$(uname)" = Darwin ]; then command -v brew >/dev/null && brew install softhsm openssl; exit; fi
    install softhsm2 openssl
    ;;
  bench | apps)
    # One by one: where one cannot be had, the others can.
    missing=0 office=/usr/lib/libreoffice/program
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || (install chromium) || missing=1
    # A LibreOffice without its writer converts no page, one without its calc opens no sheet.
    part=libreoffice-writer library=libswlo.so
    if [ "$1" = apps ]; then part=libreoffice-calc library=libsclo.so; fi
    if ! command -v soffice >/dev/null || { [ -d "$office" ] && [ ! -e "$office/$library" ]; }; then
      (install "$part") || missing=1
    fi
    if [ "$1" = apps ]; then command -v pdfsig >/dev/null || (install poppler-utils) || missing=1; fi
    exit "$missing"
    ;;
  *)
    echo "usage: $0 pango|java|bench|seal|apps" >&2
    exit 2
    ;;
esac
