using WaterWatch.Deciding;
using WaterWatch.Storage;

namespace WaterWatch.Pipeline;

/// <summary>Tells whoever waits for an input what came of it.</summary>
internal static class Answers
{
    /// <param name="isWritten">False where what was decided is not on disk: then it was not done.</param>
    public static void Give(IReadOnlyList<Input> inputs, bool isWritten, WatchState state, WatchPlan plan)
    {
        foreach (var input in inputs)
        {
            switch (input)
            {
                case Input.Tick tick:
                    tick.Done.TrySetResult();
                    break;
                case Input.PlanChanged changed:
                    changed.Done.TrySetResult();
                    break;
                case Input.Reported reported:
                    reported.Written.TrySetResult(isWritten);
                    break;
                case Input.Asked { Result: { } result } done when isWritten:
                    done.Answer.TrySetResult(result);
                    break;
                case Input.Asked done:
                    done.Answer.TrySetException(new StorageException("What was to be done could not be written, so it was not done; try again.", retryable: true));
                    break;
                case Input.Look look:
                    look.At(state, plan);
                    break;
            }
        }
    }
}
