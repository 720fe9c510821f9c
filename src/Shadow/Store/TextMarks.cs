using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Which texts have counted, over all processes that share the store: a keyed hash of each, since short texts could be guessed from an
/// unkeyed hash.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="key">The key; <see langword="null"/> for the database's own.</param>
internal sealed class TextMarks(ShadowDatabase database, byte[]? key)
{
    /// <summary>The most marks in one statement; each has two parameters.</summary>
    private const int Portion = 400;

    /// <summary>
    /// Marks texts as counted, and returns the findings whose text was not counted before. The database decides, whatever others write at
    /// the same time.
    /// </summary>
    public async Task<HashSet<TextFinding>> CountAsync(
        DbConnection connection,
        DbTransaction transaction,
        IReadOnlyList<TextFinding> findings,
        TimeSpan clockError,
        CancellationToken cancellationToken
    )
    {
        HashSet<TextFinding> counted = new(ReferenceEqualityComparer.Instance);
        foreach (var portion in (await MarkedAsync(connection, transaction, findings, cancellationToken)).Chunk(Portion))
        {
            var added = await ReadAsync(
                connection,
                transaction,
                $"INSERT INTO shadow_texts (mark, hour) VALUES {Sql.Each("(@m{0}, @h{0})", portion.Length)} ON CONFLICT (mark) DO NOTHING RETURNING mark",
                [
                    .. portion.SelectMany(
                        (entry, index) =>
                            ((string, object?)[])
                                [($"m{index}", entry.Mark), ($"h{index}", (entry.Finding.Key.Hour - clockError).ToUnixTimeSeconds())]
                    ),
                ],
                cancellationToken
            );
            counted.UnionWith(portion.Where(entry => added.Remove(entry.Mark)).Select(entry => entry.Finding));
        }

        return counted;
    }

    /// <summary>Returns the findings whose text has not counted, each text once. Marks nothing.</summary>
    public async Task<HashSet<TextFinding>> NewAsync(
        DbConnection connection,
        IReadOnlyList<TextFinding> findings,
        CancellationToken cancellationToken
    )
    {
        HashSet<TextFinding> found = new(ReferenceEqualityComparer.Instance);
        foreach (
            var portion in (await MarkedAsync(connection, null, findings, cancellationToken)).DistinctBy(entry => entry.Mark).Chunk(Portion)
        )
        {
            var there = await ReadAsync(
                connection,
                null,
                $"SELECT mark FROM shadow_texts WHERE mark IN ({Sql.Each("@m{0}", portion.Length)})",
                [.. portion.Select((entry, index) => ($"m{index}", (object?)entry.Mark))],
                cancellationToken
            );
            found.UnionWith(portion.Where(entry => !there.Contains(entry.Mark)).Select(entry => entry.Finding));
        }

        return found;
    }

    private static async Task<HashSet<long>> ReadAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string statement,
        (string, object?)[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(connection, transaction, statement, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<long> marks = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(reader.GetInt64(0));
        }

        return marks;
    }

    /// <summary>Sorts the marks in the same order for all processes: two that write the same texts do not deadlock.</summary>
    private async Task<IEnumerable<(long Mark, TextFinding Finding)>> MarkedAsync(
        DbConnection connection,
        DbTransaction? transaction,
        IReadOnlyList<TextFinding> findings,
        CancellationToken cancellationToken
    )
    {
        if (findings.Count == 0)
        {
            return [];
        }

        var used = key ?? await database.KeyAsync(connection, transaction, cancellationToken);
        return findings.Select(finding => (Marked(finding, used), finding)).OrderBy(entry => entry.Item1);
    }

    private static long Marked(TextFinding finding, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[16],
            hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, finding.Mark.Value);
        HMACSHA256.HashData(key, bytes, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
