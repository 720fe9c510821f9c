using System.Buffers.Binary;

namespace TransformerService.Models.Exports.Shortlists;

/// <summary>
/// Reads and writes lexical_shortlist.bin: a header, the pieces that any translation may need, the number of candidates of each source
/// piece, and the candidates, each as its distance from the one before in bytes of seven bits (docs/models.md).
/// </summary>
public static class LexicalShortlistFile
{
    /// <summary>The file's name in an export.</summary>
    public const string Name = "lexical_shortlist.bin";

    private const int FormatVersion = 1,
        HeaderLength = 24,
        BitsOfByte = 7,
        More = 1 << BitsOfByte;

    private static ReadOnlySpan<byte> Magic => "LEXSHORT"u8;

    /// <summary>Reads an export's file and compares its vocabulary with the model's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">Pieces of the vocabulary; <see langword="null"/> if unknown, which no file fits.</param>
    /// <param name="owner">Whose vocabulary it is, for the message.</param>
    /// <param name="faults">Receives what is wrong.</param>
    /// <returns>The shortlist; <see langword="null"/> with a fault.</returns>
    public static LexicalShortlist? Read(string path, int? vocabulary, string owner, List<string> faults)
    {
        try
        {
            var shortlist = Read(path);
            if (shortlist.Vocabulary == vocabulary)
            {
                return shortlist;
            }

            faults.Add(
                $"{Name} is for a vocabulary of {shortlist.Vocabulary} pieces, but {owner} has {vocabulary}: take all files from one export."
            );
        }
        catch (InvalidDataException exception)
        {
            faults.Add($"{Name} cannot be read: {exception.Message}.");
        }

        return null;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a shortlist; the message says why, without the file's name.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LexicalShortlist Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.StartsWith(Magic))
        {
            throw new InvalidDataException("it does not begin with LEXSHORT and a header of 24 bytes");
        }

        uint version = Number(header[8..]),
            vocabulary = Number(header[12..]),
            always = Number(header[16..]),
            candidateBytes = Number(header[20..]);
        if (version != FormatVersion)
        {
            throw new InvalidDataException($"its format is version {version}, but only version {FormatVersion} is known");
        }

        if (vocabulary is < 1 or > LexicalShortlist.MostPieces)
        {
            throw new InvalidDataException(
                $"its vocabulary has {vocabulary} pieces, but must have from 1 to {LexicalShortlist.MostPieces}"
            );
        }

        // Compared with the file before anything is allocated.
        var expected = HeaderLength + (sizeof(ushort) * ((long)always + vocabulary)) + candidateBytes;
        if (file.Length != expected)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, but its header announces {expected}");
        }

        var alwaysPieces = Numbers(file, (int)always);
        CheckAscending(alwaysPieces, vocabulary);
        var counts = Numbers(file, (int)vocabulary);
        var together = counts.Sum(count => (long)count);
        if (together > candidateBytes)
        {
            throw new InvalidDataException(
                $"its source pieces have {together} candidates together, but only {candidateBytes} bytes for them"
            );
        }

        var bytes = new byte[candidateBytes];
        file.ReadExactly(bytes);
        var starts = new int[vocabulary + 1];
        var pieces = new ushort[together];
        ReadOnlySpan<byte> rest = bytes;
        for (var piece = 0; piece < counts.Length; piece++)
        {
            starts[piece + 1] = starts[piece] + counts[piece];
            var before = -1;
            foreach (ref var candidate in pieces.AsSpan(starts[piece]..starts[piece + 1]))
            {
                before += 1 + ReadDistance(ref rest);
                if (before >= vocabulary)
                {
                    throw new InvalidDataException(
                        $"source piece {piece} has the candidate {before}, which is not among the {vocabulary} pieces"
                    );
                }

                candidate = (ushort)before;
            }
        }

        return rest.IsEmpty
            ? new LexicalShortlist(alwaysPieces, starts, pieces)
            : throw new InvalidDataException($"it has {rest.Length} bytes after its last candidate");
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, LexicalShortlist shortlist)
    {
        using var file = File.Create(path);
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        ushort[] always = [.. shortlist.Always],
            counts = [.. Enumerable.Range(0, shortlist.Vocabulary).Select(piece => (ushort)shortlist.CandidatesOf(piece).Length)];
        List<byte> candidates = [];
        for (var piece = 0; piece < shortlist.Vocabulary; piece++)
        {
            var before = -1;
            foreach (var candidate in shortlist.CandidatesOf(piece))
            {
                AddDistance(candidates, candidate - before - 1);
                before = candidate;
            }
        }

        (int Place, int Number)[] fields = [(8, FormatVersion), (12, shortlist.Vocabulary), (16, always.Length), (20, candidates.Count)];
        foreach ((var place, var number) in fields)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header[place..], number);
        }

        file.Write(header);
        foreach (var numbers in new[] { always, counts })
        {
            var bytes = new byte[numbers.Length * sizeof(ushort)];
            for (var place = 0; place < numbers.Length; place++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(place * sizeof(ushort)), numbers[place]);
            }

            file.Write(bytes);
        }

        file.Write([.. candidates]);
    }

    /// <summary>Reads a number from its low seven bits on; each byte but the last has its highest bit set.</summary>
    private static int ReadDistance(ref ReadOnlySpan<byte> bytes)
    {
        int number = 0,
            place = 0;
        while (place < bytes.Length && place * BitsOfByte < 8 * sizeof(ushort))
        {
            var read = bytes[place];
            number |= (read & (More - 1)) << (place++ * BitsOfByte);
            if (read < More)
            {
                bytes = bytes[place..];
                return number;
            }
        }

        throw new InvalidDataException("a candidate's distance does not end within 3 bytes, or the file ends before it does");
    }

    private static void AddDistance(List<byte> bytes, int number)
    {
        for (; number >= More; number >>= BitsOfByte)
        {
            bytes.Add((byte)(number | More));
        }

        bytes.Add((byte)number);
    }

    private static uint Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ushort[] Numbers(FileStream file, int count)
    {
        var bytes = new byte[count * sizeof(ushort)];
        file.ReadExactly(bytes);
        var numbers = new ushort[count];
        for (var place = 0; place < count; place++)
        {
            numbers[place] = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(place * sizeof(ushort)));
        }

        return numbers;
    }

    private static void CheckAscending(ReadOnlySpan<ushort> pieces, uint vocabulary)
    {
        for (var place = 0; place < pieces.Length; place++)
        {
            if (pieces[place] >= vocabulary || (place > 0 && pieces[place] <= pieces[place - 1]))
            {
                throw new InvalidDataException(
                    $"the pieces of any translation must be below {vocabulary} and in ascending order, but {pieces[place]} is among them at place {place}"
                );
            }
        }
    }
}
