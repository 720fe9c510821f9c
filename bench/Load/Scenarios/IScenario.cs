using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>A named measurement, which starts what it needs.</summary>
internal interface IScenario
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures.</summary>
    string What { get; }

    Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken);
}
