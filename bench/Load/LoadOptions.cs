namespace TransformerService.Load;

/// <summary>A load.</summary>
/// <param name="Clients">Clients that ask again as soon as they are answered; counts without a rate.</param>
/// <param name="Rate">Calls a second, whatever is answered (open loop); 0 for a closed loop.</param>
/// <param name="WarmUp">Time before it counts.</param>
/// <param name="Duration">Time that counts.</param>
internal sealed record LoadOptions(int Clients, double Rate, TimeSpan WarmUp, TimeSpan Duration);
