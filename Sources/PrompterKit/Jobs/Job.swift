import PrompterCore

/// Documents that somebody wants the records of, but not at once.
public struct Job: Hashable, Sendable {
  /// What has become of it.
  public enum State: String, Hashable, Sendable {
    /// Nothing of it is done yet.
    case queued
    /// A part of it is done.
    case running
    /// All of it is done.
    case done
    /// Somebody called the rest off.
    case cancelled
  }

  /// Its id, which nobody can guess.
  public let id: String
  /// Who gave it.
  public let caller: String
  /// What has become of it.
  public let state: State
  /// Its documents, those that are done, and those of them without a record.
  public let total: Int, done: Int, failed: Int

  /// A document of a job that is not done.
  public struct Item: Hashable, Sendable {
    /// The job.
    public let job: String
    /// Who gave the job.
    public let caller: String
    /// Its place in the job.
    public let place: Int
    /// What the caller sent, as JSON.
    public let input: String
  }
}
