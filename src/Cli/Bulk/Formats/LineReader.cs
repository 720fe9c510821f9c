using System.Globalization;
using System.Text;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>A line of a file.</summary>
/// <param name="Text">Its text, without the end. What is not UTF-8 is replaced by U+FFFD; a line that is too long is left out.</param>
/// <param name="End">Its end, LF or CR LF; empty at the end of the file.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal readonly record struct Line(string Text, string End, LineFault? Fault);

/// <summary>Reads lines of UTF-8, in bounded memory whatever the file has. Only LF and CR LF end a line.</summary>
/// <param name="stream">The file.</param>
/// <param name="maxBytes">The longest line, in bytes.</param>
internal sealed class LineReader(Stream stream, int maxBytes = LineReader.MaxBytes)
{
    /// <summary>The longest line of an input, in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>The longest line of an output: that of an input with its answer.</summary>
    public const int MaxOutputBytes = 4 * MaxBytes;

    private const int FirstBuffer = 1 << 16;
    private const byte LineFeed = (byte)'\n',
        Return = (byte)'\r';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly LineFault NotUtf8 = new(
        TransformerServiceErrors.InvalidInput,
        "The line is not valid UTF-8; convert the file, e.g. with iconv."
    );

    private readonly LineFault _tooLong = new(
        TransformerServiceErrors.InputTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The line has more than {maxBytes:N0} bytes; split it.")
    );
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start,
        _end;
    private bool _isAtEnd;

    /// <summary>Reads the next line; null at the end of the file.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(LineFeed);
            if (found >= 0)
            {
                return Take(searched + found, hasFeed: true);
            }

            searched = _end - _start;
            if (_isAtEnd)
            {
                return searched == 0 ? null : Take(searched, hasFeed: false);
            }

            if (searched > maxBytes)
            {
                return await SkipAsync(cancellationToken);
            }

            await FillAsync(cancellationToken);
        }
    }

    private Line Take(int length, bool hasFeed)
    {
        var bytes = _buffer.AsSpan(_start, length);
        _start += hasFeed ? length + 1 : length;
        var end = hasFeed ? "\n" : "";
        if (hasFeed && bytes is [.., Return])
        {
            bytes = bytes[..^1];
            end = "\r\n";
        }

        if (bytes.Length > maxBytes)
        {
            return new Line("", end, _tooLong);
        }

        try
        {
            return new Line(Strict.GetString(bytes), end, null);
        }
        catch (DecoderFallbackException)
        {
            return new Line(Encoding.UTF8.GetString(bytes), end, NotUtf8);
        }
    }

    /// <summary>Passes over the rest of a line that is too long.</summary>
    private async ValueTask<Line> SkipAsync(CancellationToken cancellationToken)
    {
        byte last = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf(LineFeed);
            if (found >= 0)
            {
                last = found > 0 ? _buffer[_start + found - 1] : last;
                _start += found + 1;
                return new Line("", last == Return ? "\r\n" : "\n", _tooLong);
            }

            last = _end > _start ? _buffer[_end - 1] : last;
            _start = _end;
            if (_isAtEnd)
            {
                return new Line("", "", _tooLong);
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _isAtEnd = read == 0;
        _end += read;
    }
}
