using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>A journal that cannot be read to its end proves nothing.</summary>
public sealed class JournalUnreadableException(long line, string reason, Exception? cause = null)
    : PermanentException($"Line {line} of the journal cannot be read: {reason}.", "run the drill again; a cut journal cannot prove a restore.", cause);
