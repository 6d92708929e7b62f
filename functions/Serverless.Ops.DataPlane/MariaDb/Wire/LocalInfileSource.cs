namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Fills the memory with the next bytes of a LOAD DATA LOCAL; 0 is the end. An exception breaks the connection, so that the server rolls back.</summary>
internal delegate ValueTask<int> LocalInfileSource(Memory<byte> memory, CancellationToken cancellationToken);
