namespace TransformerService.Api.Hub;

/// <summary>A revision of a model on the Hub.</summary>
/// <param name="Id">The owner and the name.</param>
/// <param name="Commit">The revision's commit: 40 hex digits.</param>
/// <param name="License">The licence that its model card states.</param>
/// <param name="Files">All its files.</param>
internal sealed record HubModel(string Id, string Commit, string? License, IReadOnlyList<HubFile> Files);

/// <summary>A file of a revision.</summary>
/// <param name="Path">Its path in the repository, with <c>/</c>; it never leads out of a folder.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Checksum">What its contents must hash to.</param>
internal sealed record HubFile(string Path, long Size, HubChecksum Checksum);

/// <summary>The checksum that the Hub states for a file.</summary>
/// <param name="Hex">The hash in lowercase hex.</param>
/// <param name="IsLfs">Whether it is the SHA-256 of a file in Git LFS; otherwise it is Git's SHA-1 of a blob.</param>
internal readonly record struct HubChecksum(string Hex, bool IsLfs);
