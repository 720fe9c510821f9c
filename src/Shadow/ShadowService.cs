using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Export;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow;

/// <summary>What the REST and gRPC calls need from shadow mode.</summary>
public sealed class ShadowService
{
    private const int DefaultLimit = 100,
        MaxLimit = 1_000,
        MaxExported = 1_000_000;

    private readonly ModelCatalog _catalog;
    private readonly ShadowLanes _lanes;
    private readonly CascadeLanes _cascades;
    private readonly FindingsReader _findings;
    private readonly ShadowOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ShadowService> _logger;

    internal ShadowService(
        ModelCatalog catalog,
        ShadowLanes lanes,
        CascadeLanes cascades,
        FindingsReader findings,
        ShadowOptions options,
        TimeProvider timeProvider,
        ILogger<ShadowService> logger
    )
    {
        (_catalog, _lanes, _cascades, _findings) = (catalog, lanes, cascades, findings);
        (_options, _timeProvider, _logger) = (options, timeProvider, logger);
    }

    /// <summary>Reports on a version of a model's student against the teacher's version that is served now.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">
    /// The version, e.g. the canary: its folder, or the start of its content hash. If left out, the version that is served.
    /// </param>
    /// <param name="cancellationToken">Cancels the report.</param>
    /// <exception cref="InferenceException">There is no such model or version, or it has no teacher.</exception>
    public async Task<ShadowStatus> ReportAsync(string name, string? version, CancellationToken cancellationToken)
    {
        (var model, var lane) = Find(name);
        var student = Student(model, version);
        (var totals, var isComplete) = await _findings.TotalsAsync(name, student.Version ?? "", cancellationToken);

        // For a teacher that was not asked since the start, use the version that was seen last.
        var teacherVersion = lane.TeacherVersion is { Length: > 0 } known
            ? known
            : totals
                .OrderByDescending(entry => entry.Key.Hour)
                .Select(entry => entry.Key.Teacher)
                .FirstOrDefault(version => version.Length > 0)
                ?? "";
        HourlyTotals[] hours =
        [
            .. totals
                .Where(entry => entry.Key.Teacher == teacherVersion || entry.Key.Teacher.Length == 0)
                .Select(entry => new HourlyTotals(entry.Key.Hour, entry.Totals)),
        ];
        var now = _timeProvider.GetUtcNow();
        var status = lane.Teacher.Status;
        var promotion = _options.PromotionOf(model.Definition.Manifest?.Promotion);
        var report = ReportBuilder.Build(
            hours,
            now,
            new ShadowRuntime(
                name,
                new ShadowVariant(student.Folder, student.Version ?? "", State(student.State)),
                new ShadowVariant(lane.Teacher.Name, teacherVersion.Length > 0 ? teacherVersion : null, status.State),
                new ShadowQueue(lane.Length, lane.Capacity),
                lane.Settings,
                hours.Length > 0 ? hours.Min(hour => hour.Hour) : now,
                _options.NoiseShare > 0
            )
            {
                Canary =
                    student.Version is { } answered && model.Variants[0] is var variant && variant.CanaryHash == answered
                        ? (variant.ShortHash, promotion.Margin, promotion.MaxLatencyRatio)
                        : null,
            }
        );
        report = report with { Cascade = _cascades.For(model)?.Report(student.Version ?? "") };
        return new ShadowStatus(report, lane.Settings.MaxPerSecond, status.Detail, _findings.Status) { IsComplete = isComplete };
    }

    /// <summary>A page of a model's disagreements, of all versions, the most severe first.</summary>
    /// <exception cref="InferenceException">There is no such model, the query is wrong, or the store cannot be read.</exception>
    public async Task<DisagreementPage> DisagreementsAsync(string name, DisagreementQuery query, CancellationToken cancellationToken)
    {
        Find(name);
        var limit = query.Limit ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit)
        {
            throw InferenceException.Invalid($"'limit' must be from 1 to {MaxLimit}.");
        }

        var after = query.Cursor is not { Length: > 0 } cursor
            ? null
            : SamplePlace.Parse(cursor) ?? throw InferenceException.Invalid("'cursor' must be the cursor of an earlier page.");

        // One more than asked for shows whether there is a next page.
        var found = await ReadAsync(new SampleQuery(name, query.Since, Severity(query.MinSeverity), limit + 1, after), cancellationToken);
        return new DisagreementPage([.. found.Take(limit)], found.Count > limit);
    }

    /// <summary>Changes rate, cap and margin from the next request on, in this process, until it ends.</summary>
    /// <exception cref="InferenceException">There is no such model, it has no teacher, or a value is out of range.</exception>
    public ShadowSettings Change(string name, ShadowChange change)
    {
        (_, var lane) = Find(name);
        var settings = change.ApplyTo(lane.Settings);
        lane.Settings = settings;
        ShadowLog.SettingsChanged(_logger, name, settings.SampleRate, settings.MaxPerSecond, settings.Margin);
        return settings;
    }

    /// <summary>Extra training data: the severe disagreements, and the random control sample.</summary>
    /// <exception cref="InferenceException">
    /// There is no such model, a value is wrong, texts are not kept, or the store cannot be read.
    /// </exception>
    public async Task<IReadOnlyList<TrainingExample>> ExportAsync(
        string name,
        DateTimeOffset? since,
        double? minSeverity,
        CancellationToken cancellationToken
    )
    {
        Find(name);
        var least = Severity(minSeverity);
        if (!_options.StoreText)
        {
            throw InferenceException.Invalid("No texts are kept, so there is nothing to export; turn Shadow:StoreText on.");
        }

        var kept = await ReadAsync(new SampleQuery(name, since, least, MaxExported, null) { DifferingOnly = false }, cancellationToken);
        return TrainingExport.Build(kept, least);
    }

    private static double Severity(double? asked) =>
        asked switch
        {
            null => 0,
            >= 0 and <= 1 and var severity => severity,
            _ => throw InferenceException.Invalid("'minSeverity' must be from 0 to 1."),
        };

    private static ShadowVariantState State(VersionState state) =>
        state switch
        {
            VersionState.Ready => ShadowVariantState.Ready,
            VersionState.Loading => ShadowVariantState.Loading,
            VersionState.Available => ShadowVariantState.Available,
            _ => ShadowVariantState.Failed,
        };

    private static VersionInfo Student(CatalogModel model, string? version)
    {
        var student = model.Variants[0]; // a model with a lane has a student, which comes first
        return student
                .DescribeVersions()
                .FirstOrDefault(info =>
                    version is null ? info.Current : info.Version == version || info.Folder == $"{student.Definition.FolderName}/{version}"
                )
            ?? throw new InferenceException(
                InferenceError.ModelNotFound,
                $"There is no such version of the model's student; GET /v1/models/{model.Name} lists them."
            );
    }

    private async Task<IReadOnlyList<KeptSample>> ReadAsync(SampleQuery query, CancellationToken cancellationToken) =>
        await _findings.SamplesAsync(query, cancellationToken)
        ?? throw new InferenceException(
            InferenceError.ModelNotReady,
            "The shadow store cannot be read now; the server's log says why. Try again later."
        );

    private (CatalogModel Model, ShadowLane Lane) Find(string name)
    {
        var model = _catalog.Models.FirstOrDefault(other => other.Name == name) ?? throw InferenceException.NoSuchModel();
        return _lanes.For(model) is { } lane
            ? (model, lane)
            : throw new InferenceException(
                InferenceError.ModelNotFound,
                $"The model '{model.Name}' has no {(model.Default?.Role == VariantRole.Teacher ? "student" : "teacher")}, so there is nothing to compare; name one in its model.json."
            );
    }
}
