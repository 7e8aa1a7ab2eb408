;;; eglot.el --- Emacs as a client of dovelint  -*- lexical-binding: t; -*-

;;; Commentary:

;; Findings, hover, completion, a fix, layout:
;;
;;   EDITORS=…/editors TREE=FOLDER emacs --batch -l eglot.el
;;
;; TREE is a copy of tree/dovecot; `dovelint' is in PATH.  Exit code 0 when all holds.

;;; Code:

(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'seq)
(load (concat (getenv "EDITORS") "/emacs/dovecot-mode.el"))

(defvar failed 0 "How many checks did not hold.")

(defun check (name ok &optional detail)
  "Say whether NAME holds, which OK says, and show DETAIL if not."
  (unless ok (setq failed (1+ failed)))
  (princ (format "%s %s%s\n" (if ok "ok     " "not ok ") name (if ok "" (format ": %S" detail)))))

(defun wait (condition)
  "Wait until CONDITION gives something, up to ten seconds."
  (let ((end (+ (float-time) 10)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(defun finding ()
  "The finding about the clients of a process."
  (flymake-start)
  (seq-find (lambda (one) (string-match-p "serves 5 clients" (flymake-diagnostic-text one))) (flymake-diagnostics)))

(let ((tree (file-name-as-directory (getenv "TREE"))) (eglot-sync-connect 5) (eglot-autoshutdown nil))
  (find-file (concat tree "conf.d/10-master.conf"))
  (check "the mode of conf.d/10-master.conf" (eq major-mode 'dovecot-mode) major-mode)
  (let ((project-find-functions (list (lambda (_) (cons 'transient tree)))))
    (apply #'eglot (eglot--guess-contact)))
  (check "a server is connected" (eglot-current-server))
  (flymake-mode 1)
  (let ((one (wait #'finding)) (server (eglot-current-server)))
    (check "the finding" one)
    (check "its place"
           (and one (equal (buffer-substring (flymake-diagnostic-beg one) (flymake-diagnostic-end one)) "client_limit = 5")))
    (goto-char (point-min))
    (search-forward "client_lim")
    (let ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
      (check "hover" (string-match-p "How many clients" (format "%S" hover)) hover))
    (let ((items (jsonrpc-request server :textDocument/completion (eglot--TextDocumentPositionParams))))
      (check "completion" (seq-find (lambda (item) (equal (plist-get item :label) "client_limit")) (plist-get items :items))
             items))
    (let ((action (seq-find (lambda (one) (string-prefix-p "Write" (plist-get one :title)))
                            (eglot-code-actions (point) (point) "quickfix"))))
      (check "a fix" action)
      (eglot--apply-workspace-edit (plist-get action :edit)))
    (check "the fix is applied" (string-match-p "client_limit = 1$" (buffer-string)) (buffer-string))
    (eglot--signal-textDocument/didChange)
    (check "and the finding is gone" (wait (lambda () (not (finding)))))
    (goto-char (point-max))
    (insert "ssl=required\n")
    (eglot-format-buffer)
    (check "layout" (string-match-p "^ssl = required$" (buffer-string)) (buffer-string))
    (set-buffer-modified-p nil)
    (eglot-shutdown server)
    (check "it ends when it is told to" (wait (lambda () (not (jsonrpc-running-p server)))))))
(princ (format "%d failed\n" failed))
(kill-emacs (if (zerop failed) 0 1))

;;; eglot.el ends here
