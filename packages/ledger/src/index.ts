export { planPage } from './plan/plan-page.ts'
export { planWalk } from './plan/plan-walk.ts'
export type {
  Aspect,
  Change,
  Entry,
  Evidence,
  Facts,
  Mode,
  PageInput,
  Plan,
  Row,
  RowState,
  Suggestion,
  WalkContext,
  WalkInput,
} from './plan/types.ts'
