using System.IO.Compression;
using System.Text;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Journals;

/// <summary>
/// A file that only grows, and that can be cut at each position that <see cref="Checkpoint"/> returned. A compressed one is a sequence of
/// members of gzip, one from checkpoint to checkpoint, which readers take as one file.
/// </summary>
internal sealed class JournaledFile : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly FileStream _file;
    private readonly bool _isCompressed;
    private Stream? _member;

    /// <summary>Opens the file, and removes what follows a position.</summary>
    public JournaledFile(string path, bool isCompressed, long position)
    {
        _isCompressed = isCompressed;
        try
        {
            // Not shared: a second run on the same output would mix with this one.
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 16);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new CliException($"{path} cannot be opened; is another run writing it? {exception.Message}");
        }

        if (_file.Length < position)
        {
            _file.Dispose();
            throw new CliException($"{path} is shorter than its journal says. Begin again with --restart.");
        }

        _file.SetLength(position);
        _file.Position = position;
    }

    public void Write(string text)
    {
        if (text.Length > 0)
        {
            _member ??= _isCompressed ? new GZipStream(_file, CompressionLevel.Optimal, leaveOpen: true) : _file;
            _member.Write(Utf8.GetBytes(text));
        }
    }

    /// <summary>Puts all that was written on the disk, and returns where the file ends.</summary>
    public long Checkpoint()
    {
        CloseMember();
        _file.Flush(flushToDisk: true);
        return _file.Position;
    }

    /// <summary>Writes an empty member, without which an empty file is not one of gzip.</summary>
    public void CloseEmpty()
    {
        if (_isCompressed && _file.Position == 0)
        {
            _file.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        }
    }

    public void Dispose()
    {
        CloseMember();
        _file.Dispose();
    }

    private void CloseMember()
    {
        if (_isCompressed)
        {
            _member?.Dispose();
        }

        _member = null;
    }
}
