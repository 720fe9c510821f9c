using System.Data.Common;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Store;

/// <summary>The kept samples in the store.</summary>
internal static class StoredSamples
{
    /// <summary>Adds a sample, unless it is there already.</summary>
    public static Task AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        KeptSample sample,
        CancellationToken cancellationToken
    ) =>
        Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_samples (id, model, at, differs, severity, control, sample) VALUES (@id, @model, @at, @differs, @severity, @control, @sample) ON CONFLICT (id) DO NOTHING",
            cancellationToken,
            ("id", sample.Id),
            ("model", sample.Model),
            ("at", sample.At.ToUnixTimeMilliseconds()),
            ("differs", sample.Differs ? 1 : 0),
            ("severity", sample.Severity),
            ("control", sample.ControlProbability),
            ("sample", SampleJson.Write(sample))
        );

    /// <summary>Samples, the most severe first.</summary>
    public static async Task<List<KeptSample>> ReadAsync(DbConnection connection, SampleQuery query, CancellationToken cancellationToken)
    {
        var after = query.After is null ? "" : " AND (severity < @place OR (severity = @place AND id < @id))";
        var which = query.DifferingOnly
            ? " AND differs = 1 AND severity >= @least"
            : " AND (control IS NOT NULL OR (differs = 1 AND severity >= @least))";
        await using var command = Sql.Command(
            connection,
            null,
            $"SELECT sample FROM shadow_samples WHERE model = @model AND at >= @since{which}{after} ORDER BY severity DESC, id DESC LIMIT @limit",
            ("model", query.Model),
            ("since", query.Since?.ToUnixTimeMilliseconds() ?? 0L),
            ("least", query.MinSeverity),
            ("limit", query.Limit),
            ("place", query.After?.Severity ?? 0.0),
            ("id", query.After?.Id ?? "")
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<KeptSample> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(SampleJson.Read(reader.GetString(0)));
        }

        return found;
    }
}
