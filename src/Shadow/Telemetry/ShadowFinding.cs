using TransformerService.Models;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Telemetry;

/// <summary>What gauges show of a model's report.</summary>
/// <param name="Model">The model.</param>
/// <param name="Task">Its task.</param>
/// <param name="Verdict">Whether the student holds.</param>
/// <param name="Difference">How often it differs from its teacher, noise taken off, 0 to 1.</param>
/// <param name="Margin">How often it may.</param>
internal sealed record ShadowFinding(string Model, ModelTask Task, ShadowVerdict Verdict, double Difference, double Margin);
