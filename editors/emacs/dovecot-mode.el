;;; dovecot-mode.el --- Configuration of the Dovecot mail server  -*- lexical-binding: t; -*-

;;; Commentary:

;; A mode for the files, and dovelint as their language server: M-x eglot.

;;; Code:

(require 'conf-mode)

;;;###autoload
(define-derived-mode dovecot-mode conf-unix-mode "Dovecot"
  "Major mode for the configuration of the Dovecot mail server.")

;;;###autoload
(add-to-list 'auto-mode-alist '("/dovecot\\.conf\\'" . dovecot-mode))
;;;###autoload
(add-to-list 'auto-mode-alist '("/dovecot/\\(?:.*/\\)?[^/]*\\.conf\\(?:\\.ext\\)?\\'" . dovecot-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(dovecot-mode "dovelint" "lsp")))

(provide 'dovecot-mode)
;;; dovecot-mode.el ends here
