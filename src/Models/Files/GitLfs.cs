namespace TransformerService.Models.Files;

/// <summary>
/// Recognises Git LFS pointers: the small text files that Git leaves in place of large files that Git LFS did not fetch
/// (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
/// </summary>
public static class GitLfs
{
    /// <summary>What a pointer is and what to do, as it reads after a file's name.</summary>
    public const string Mistake =
        "is a Git LFS pointer, not the file itself: run 'git lfs pull' in the clone that it comes from, or download the file";

    private const int LongestPointer = 1_024;

    /// <summary>
    /// Returns a fault if a file is a pointer, with what to do; <see langword="null"/> if it is not one, or cannot be read.
    /// </summary>
    public static string? FaultOf(string path) => IsPointer(path) ? $"{Path.GetFileName(path)} {Mistake}." : null;

    /// <summary>Whether a file is a pointer; false if it cannot be read.</summary>
    public static bool IsPointer(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.Length < LongestPointer && IsPointer(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // reading the file reports the fault
        }
    }

    private static bool IsPointer(FileStream file)
    {
        var begin = "version https://git-lfs.github.com/spec/"u8;
        Span<byte> start = stackalloc byte[begin.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(begin);
    }
}
