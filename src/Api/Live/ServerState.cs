namespace TransformerService.Api.Live;

/// <summary>What the calls for the server's own state read.</summary>
/// <param name="Settings">The options in force.</param>
/// <param name="Series">The last minutes.</param>
/// <param name="Reader">Reads them as a stream.</param>
/// <param name="Log">The log of the start.</param>
internal sealed record ServerState(ServerSettings Settings, LiveSeries Series, LiveReader Reader, StartLog Log);
