{
  lib,
  rustPlatform,
  installShellFiles,
}:
let
  manifest = (lib.importTOML ../../Cargo.toml).package;
in
rustPlatform.buildRustPackage {
  pname = manifest.name;
  inherit (manifest) version;

  src = lib.cleanSource ../..;
  cargoLock.lockFile = ../../Cargo.lock;

  # The tests compare with files that only a checkout has, and need more time than the build.
  doCheck = false;

  nativeBuildInputs = [ installShellFiles ];
  postInstall = ''
    $out/bin/dovelint man --output man
    installManPage man/*.1
    installShellCompletion --cmd dovelint \
      --bash <($out/bin/dovelint completions bash) \
      --zsh <($out/bin/dovelint completions zsh) \
      --fish <($out/bin/dovelint completions fish)
  '';

  meta = {
    inherit (manifest) description;
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "dovelint";
    platforms = lib.platforms.unix;
  };
}
