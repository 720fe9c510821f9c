using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>A named measurement, which starts the servers that it needs.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures.</summary>
    string What { get; }

    Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken);
}
