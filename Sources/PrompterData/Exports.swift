// Whoever reads and writes documents also runs prompters.
@_exported public import PrompterKit
