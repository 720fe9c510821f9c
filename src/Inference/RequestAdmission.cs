using TransformerService.Inference.Batching;
using TransformerService.Models.Errors;

namespace TransformerService.Inference;

/// <summary>Lets only so many requests into work, and refuses at once what could only wait.</summary>
internal sealed class RequestAdmission(int mostInWork, TimeProvider timeProvider)
{
    /// <summary>The share of one request in the rate: they are done in bunches, as the batches that they shared are.</summary>
    private const double WeightOfOne = 0.02;

    private readonly Lock _lock = new();
    private readonly DrainRate _drainRate = new(WeightOfOne);
    private readonly long _epoch = timeProvider.GetTimestamp();
    private int _inWork;

    private TimeSpan Now => timeProvider.GetElapsedTime(_epoch);

    /// <summary>Lets a request in; it leaves by <see cref="Place.Dispose"/>.</summary>
    /// <exception cref="InferenceException">Too many are in work; says when they will have been answered.</exception>
    public Place Enter()
    {
        lock (_lock)
        {
            if (_inWork >= mostInWork)
            {
                throw new InferenceException(
                    InferenceError.Overloaded,
                    $"The server has {mostInWork} requests in work (Inference:MaxConcurrentRequests); send the request again later.")
                {
                    RetryAfter = _drainRate.TimeFor(_inWork),
                };
            }

            _inWork++;
            return new Place(this, Now);
        }
    }

    private void Leave(TimeSpan entered, bool answered)
    {
        lock (_lock)
        {
            _inWork--;
            if (answered)
            {
                _drainRate.Add(1, entered, Now);
            }
        }
    }

    /// <summary>A request's place in work.</summary>
    public sealed class Place(RequestAdmission admission, TimeSpan entered) : IDisposable
    {
        private bool _answered;

        /// <summary>Notes that the request was answered: only such tell how fast the server is.</summary>
        public void Answered() => _answered = true;

        public void Dispose() => admission.Leave(entered, _answered);
    }
}
