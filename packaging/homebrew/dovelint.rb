# packaging/release puts this file, filled in, next to the source that it builds.
class Dovelint < Formula
  desc "Linter for the configuration of the Dovecot mail server"
  url "file://#{File.expand_path("dovelint-@VERSION@.tar.gz", __dir__)}"
  sha256 "@SHA256@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"dovelint", "completions")
    system bin/"dovelint", "man", "--output", "man"
    man1.install Dir["man/*.1"]
  end

  test do
    (testpath/"dovecot.conf").write "mial_debug = yes\n"
    assert_match "unknown-setting", shell_output("#{bin}/dovelint --format concise dovecot.conf", 1)
  end
end
