// What people import is PrompterKit; the values of the core come along.
@_exported public import PrompterCore
