using System.Text;
using System.Text.Unicode;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace TransformerService.Distillation.Data;

/// <summary>
/// Reads the lines of a UTF-8 file, gzipped or plain as its first bytes show, holding one line at a time. Only line feeds end a line (a
/// carriage return before one is dropped), so that line numbers match those of other tools and no other break inside a text splits it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="skipLongLines">Whether a line that is too long is a faulty line; otherwise it ends the reading.</param>
internal sealed class LineReader(string path, bool skipLongLines = false)
{
    private const int LongestLine = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _number;
    private bool _tooLong;

    /// <exception cref="CorpusException">The file cannot be read, is damaged, or holds something other than lines of text.</exception>
    public IEnumerable<CorpusLine> Lines()
    {
        using var stream = Guard(Open);
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return Take(length);
                _start++;
            }
            else if (!Guard(() => Fill(stream)))
            {
                break;
            }
        }

        // The last line may lack a line feed.
        if (_end > _start || _tooLong)
        {
            yield return Take(_end - _start);
        }
    }

    private CorpusLine Take(int length)
    {
        var line = _buffer.AsSpan(_start, length);
        _start += length;
        if (++_number == 1 && line.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        if (_tooLong)
        {
            _tooLong = false;
            return new CorpusLine(_number, "", LineFault.TooLong(LongestLine));
        }

        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        var fault =
            !Utf8.IsValid(line) ? new LineFault("the line is not valid UTF-8", "Convert the file to UTF-8")
            : line.Contains((byte)0) ? new LineFault("the line holds a NUL character", "Remove it, or convert from UTF-16 to UTF-8")
            : null;
        return new CorpusLine(_number, fault is null ? Encoding.UTF8.GetString(line) : "", fault);
    }

    private bool Fill(Stream stream)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length && _buffer.Length >= LongestLine && skipLongLines)
        {
            (_end, _tooLong) = (0, true);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(
                ref _buffer,
                _buffer.Length < LongestLine
                    ? 2 * _buffer.Length
                    : throw new InvalidDataException($"line {_number + 1} is longer than {LongestLine} bytes")
            );
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private Stream Open()
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            // .NET's own GZipStream reads a truncated file as if it ended there; this one throws.
            return zipped ? new GZipInputStream(file) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault(0, "the file does not exist", "Check its name and the data folder", fault);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or SharpZipBaseException)
        {
            throw Fault(_number + 1, $"the file is damaged or not a corpus ({fault.Message.TrimEnd('.')})", "Fetch it again", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(0, $"the file cannot be read ({fault.Message.TrimEnd('.')})", "Check its permissions and the disk", fault);
        }
    }

    private CorpusException Fault(long line, string what, string change, Exception inner) =>
        new(new CorpusFault(path, line, what, change), inner);
}

/// <summary>A line of a file: its number from 1 and its text without the line break, or its fault.</summary>
internal readonly record struct CorpusLine(long Number, string Text, LineFault? Fault = null);

/// <summary>What is wrong with a line, and what to change.</summary>
internal sealed record LineFault(string What, string Change)
{
    /// <summary>A line of too many bytes.</summary>
    public static LineFault TooLong(int bytes) =>
        new($"the line is longer than {bytes} bytes", "Split it, or remove it") { IsTooLong = true };

    /// <summary>Whether the line has too many bytes.</summary>
    public bool IsTooLong { get; private init; }
}

/// <summary>The result of parsing a line: a record or a fault.</summary>
internal readonly record struct ParsedLine<T>(T? Record, LineFault? Fault)
    where T : class
{
    public static implicit operator ParsedLine<T>(T record) => new(record, null);

    public static implicit operator ParsedLine<T>(LineFault fault) => new(null, fault);
}
