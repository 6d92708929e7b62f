namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>A key that may have versions, and the folder they are in.</summary>
internal readonly record struct FolderKey(string Key, string Folder);
