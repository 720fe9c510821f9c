namespace TransformerService.Load.Scenarios;

/// <summary>The settings of every scenario: durations, numbers and models.</summary>
/// <param name="Models">The model repository.</param>
/// <param name="Translator">The translation model's name.</param>
/// <param name="Clients">Clients of a closed loop.</param>
/// <param name="WarmUp">Warm-up time of a turn.</param>
/// <param name="Duration">Measured time of a turn.</param>
/// <param name="Rounds">Turns of each target.</param>
/// <param name="Mix">
/// Whether the service gets texts of a realistic mix of lengths if no other target must answer the same texts; otherwise sentences.
/// </param>
/// <param name="Progress">Receives progress messages.</param>
internal sealed record Bench(
    string Models,
    string Translator,
    int Clients,
    TimeSpan WarmUp,
    TimeSpan Duration,
    int Rounds,
    bool Mix,
    TextWriter Progress
)
{
    /// <summary>The request to the translation model.</summary>
    public LoadRequest Translation => new("translation", Translator, Folder(Translator));

    /// <summary>The request to a classifier.</summary>
    public static LoadRequest Classification(string models, string model) =>
        new("text-classification", model, Path.Combine(models, model, "student"));

    /// <summary>The folder of a model's student.</summary>
    public string Folder(string model) => Path.Combine(Models, model, "student");

    /// <summary>Creates the targets of a request, with their own servers.</summary>
    public TargetFactory Targets(LoadRequest request, params string[] settings) => new(request, Models, settings);

    /// <summary>The texts for the service alone.</summary>
    public IReadOnlyList<string> Texts() => LoadTexts.Of("translation", onlySentences: !Mix);

    /// <summary>
    /// Loads targets in turn with clients that wait for their answers. The first turn of each is not measured: a server's code is optimized
    /// by the JIT compiler only after some thousand calls.
    /// </summary>
    public async Task<IReadOnlyList<LoadResult>> CompareAsync(
        TargetFactory factory,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> texts,
        int clients,
        CancellationToken cancellationToken
    )
    {
        List<LoadResult> results = [];
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var name in targets)
            {
                await using var target = await factory.OpenAsync(name, cancellationToken);
                var result = await RunAsync(target, texts, clients, rate: 0, cancellationToken);
                if (round > 0)
                {
                    results.Add(result);
                }
            }
        }

        return results;
    }

    /// <summary>Loads one target once.</summary>
    public Task<LoadResult> RunAsync(
        ILoadTarget target,
        IReadOnlyList<string> texts,
        int clients,
        double rate,
        CancellationToken cancellationToken
    ) => new LoadRun(target, new LoadOptions(clients, rate, WarmUp, Duration), texts, Progress).RunAsync(cancellationToken);
}
