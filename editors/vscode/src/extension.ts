import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** The command that the settings ask for. */
function server(): ServerOptions {
  const settings = vscode.workspace.getConfiguration("dovelint");
  return {
    command: settings.get<string>("path") || "dovelint",
    args: ["lsp", ...(settings.get<string[]>("arguments") ?? [])],
    transport: TransportKind.stdio,
  };
}

async function start(): Promise<void> {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "dovecot" },
      { scheme: "untitled", language: "dovecot" },
    ],
  };
  client = new LanguageClient("dovelint", "dovelint", server(), options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    void vscode.window.showErrorMessage(`dovelint does not start: ${error}. Install it, or set dovelint.path.`);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  // Throws when the server has ended by itself, or never answered.
  await running?.stop().catch(() => undefined);
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const restart = vscode.commands.registerCommand("dovelint.restart", async () => {
    await stop();
    await start();
  });
  context.subscriptions.push(restart);
  await start();
}

export function deactivate(): Promise<void> {
  return stop();
}
