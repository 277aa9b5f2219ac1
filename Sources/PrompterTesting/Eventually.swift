/// Waits, without sleeping, until a condition holds; other tasks run meanwhile.
///
/// For conditions that tasks under way will bring about; one that never comes true waits for ever,
/// so give the test a time limit.
public func eventually(_ condition: @Sendable () -> Bool) async {
  while !condition() { await Task.yield() }
}
