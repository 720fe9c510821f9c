namespace TransformerService.Load;

/// <summary>A load.</summary>
/// <param name="Clients">Clients that send the next call as soon as they get an answer; used without a rate.</param>
/// <param name="Rate">Calls per second, independent of answers (open loop); 0 for a closed loop.</param>
/// <param name="WarmUp">Time before the measurement.</param>
/// <param name="Duration">Measured time.</param>
internal sealed record LoadOptions(int Clients, double Rate, TimeSpan WarmUp, TimeSpan Duration);
