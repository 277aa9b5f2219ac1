/// Waits, without sleeping, until a condition holds; other tasks run meanwhile.
///
/// For conditions that tasks under way will bring about; one that never comes true waits until the
/// test's time limit cancels the task, so give the test one.
public func eventually(_ condition: @Sendable () -> Bool) async {
  while !condition(), !Task.isCancelled { await Task.yield() }
}
